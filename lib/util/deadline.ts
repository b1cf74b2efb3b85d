interface Deadline {
  readonly signal: AbortSignal;
  /** It is not needed any more: nothing is left of it. */
  readonly over: () => void;
}

/**
 * Ends after `ms`, with the reason of `AbortSignal.timeout`, or with `outer`. Unlike `AbortSignal.any` with that it can be taken
 * back, and leaves no timer running for each question that was answered long ago.
 */
export function deadlineWithin(outer: AbortSignal, ms: number): Deadline {
  const end = new AbortController();
  const onOuter = () => end.abort(outer.reason);
  const timer = setTimeout(() => {
    end.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, ms);
  timer.unref();
  if (outer.aborted) onOuter();
  else outer.addEventListener('abort', onOuter, { once: true });
  return {
    signal: end.signal,
    over: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onOuter);
    },
  };
}
