/**
 * Counts the time that is spent in waiting, by several at once, and tells as soon as it is more than `mostMs` together.
 *
 * @returns to be called when a wait begins; gives what is to be called when it ends
 */
export function waitingBudget(mostMs: number, now: () => number, onSpent: () => void): () => () => void {
  let waiting = 0;
  let spentMs = 0;
  let countedMs = now();
  let timer: NodeJS.Timeout | undefined;
  let isSpent = false;
  const count = () => {
    spentMs += waiting * (now() - countedMs);
    countedMs = now();
    clearTimeout(timer);
    if (isSpent) return;
    if (spentMs >= mostMs) {
      isSpent = true;
      onSpent();
    } else if (waiting > 0) timer = setTimeout(count, Math.ceil((mostMs - spentMs) / waiting)).unref();
  };
  const change = (by: number) => {
    count();
    waiting += by;
    count();
  };
  return () => {
    change(1);
    return () => change(-1);
  };
}
