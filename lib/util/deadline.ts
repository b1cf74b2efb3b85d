interface Deadline {
  readonly signal: AbortSignal;
  /** Cancels the deadline: no timer and no listener remain. */
  readonly clear: () => void;
}

/**
 * A signal that aborts after `ms`, as `AbortSignal.timeout` does, or with `parent`. Unlike `AbortSignal.any`
 * it can be cancelled, so that no timer outlives its request.
 */
export function deadlineWithin(parent: AbortSignal, ms: number): Deadline {
  const end = new AbortController();
  const onOuter = () => end.abort(parent.reason);
  const timer = setTimeout(() => {
    end.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, ms);
  timer.unref();
  if (parent.aborted) onOuter();
  else parent.addEventListener('abort', onOuter, { once: true });
  return {
    signal: end.signal,
    clear: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', onOuter);
    },
  };
}
