/** When what has to end. Signals carry the reason as words. */
export interface TimeLimits {
  readonly startMs: number;
  /** The end of all writing. */
  readonly runDeadlineMs: number;
  /** Ends the writing. */
  readonly run: AbortSignal;
  /** Ends the asking: its own limit, the run's, an interruption, memory that comes to its end, or `stopAsking`. */
  readonly sweep: AbortSignal;
  /** No question to the API server begins anew after this: kubelets keep more than half of the time. */
  readonly discoveryUntilMs: number;
  /** Ends the list of pods, without which a run goes on: kubelets keep more than half of the time. */
  readonly extras: AbortSignal;
  readonly stopAsking: (reason: unknown) => void;
}

// A pod has thirty seconds between SIGTERM and SIGKILL; what has been read should be written by then.
const afterInterruptMs = 20_000;

// What has been read must still be written: asking never takes more of the run than this.
const mostOfRun = 0.75;
const mostForDiscovery = 0.4;

export function startTimeLimits(
  { sweepTimeoutMs, runTimeoutMs }: { readonly sweepTimeoutMs: number; readonly runTimeoutMs: number },
  {
    now,
    interrupt,
    shortOfMemory,
  }: {
    readonly now: () => number;
    readonly interrupt: AbortSignal;
    readonly shortOfMemory: AbortSignal;
  },
): TimeLimits {
  const startMs = now();
  const stop = new AbortController();
  const end = new AbortController();
  const extras = new AbortController();
  const askingMs = Math.min(sweepTimeoutMs, runTimeoutMs * mostOfRun);
  const limit =
    askingMs < sweepTimeoutMs
      ? `three quarters of RUN_TIMEOUT_MS=${runTimeoutMs}`
      : `SWEEP_TIMEOUT_MS=${sweepTimeoutMs}`;
  after(askingMs, () => stop.abort(`${limit} was over`));
  after(askingMs * mostForDiscovery, () => extras.abort(new Error(`two fifths of ${limit} were over`)));
  after(runTimeoutMs, () => end.abort(`RUN_TIMEOUT_MS=${runTimeoutMs} was over`));
  const onInterrupt = () => {
    stop.abort(interrupt.reason);
    after(afterInterruptMs, () => end.abort(interrupt.reason));
  };
  if (interrupt.aborted) onInterrupt();
  else interrupt.addEventListener('abort', onInterrupt, { once: true });
  shortOfMemory.addEventListener('abort', () => stop.abort(shortOfMemory.reason), { once: true });
  return {
    startMs,
    runDeadlineMs: startMs + runTimeoutMs,
    discoveryUntilMs: startMs + askingMs * mostForDiscovery,
    run: end.signal,
    sweep: stop.signal,
    extras: AbortSignal.any([stop.signal, extras.signal]),
    stopAsking: (reason) => stop.abort(reason),
  };
}

function after(ms: number, act: () => void): void {
  setTimeout(act, ms).unref();
}
