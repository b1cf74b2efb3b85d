/**
 * Adds up the time that several callers spend waiting, and calls `onSpent` when it exceeds `maxMs` in total.
 *
 * @returns a function to call when a wait begins; it gives one to call when the wait ends
 */
export function waitBudget(maxMs: number, now: () => number, onSpent: () => void): () => () => void {
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
    if (spentMs >= maxMs) {
      isSpent = true;
      onSpent();
    } else if (waiting > 0) timer = setTimeout(count, Math.ceil((maxMs - spentMs) / waiting)).unref();
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
