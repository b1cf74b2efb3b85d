/** The deadlines of a run. Each signal has its reason as text. */
export interface Deadlines {
  readonly startMs: number;
  /** The end of the run. */
  readonly runDeadlineMs: number;
  /** Aborts writing. */
  readonly run: AbortSignal;
  /** Aborts scraping: by its own timeout, the run's, a shutdown, a full heap, or `stopScraping`. */
  readonly sweep: AbortSignal;
  /** No request to the API server starts later than this, so that kubelets get more than half of the time. */
  readonly discoveryUntilMs: number;
  /** Aborts the list of pods, without which a run goes on. */
  readonly optionalReads: AbortSignal;
  readonly stopScraping: (reason: unknown) => void;
}

// A pod has 30 s between SIGTERM and SIGKILL; what was read must be written by then.
const shutdownWriteMs = 20_000;

// Scraping takes at most this share of the run, so that writing has time.
const maxShareOfRun = 0.75;
const maxDiscoveryShare = 0.4;

export function startDeadlines(
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
): Deadlines {
  const startMs = now();
  const stop = new AbortController();
  const end = new AbortController();
  const optionalReads = new AbortController();
  const scrapingMs = Math.min(sweepTimeoutMs, runTimeoutMs * maxShareOfRun);
  const limit =
    scrapingMs < sweepTimeoutMs
      ? `three quarters of RUN_TIMEOUT_MS=${runTimeoutMs}`
      : `SWEEP_TIMEOUT_MS=${sweepTimeoutMs}`;
  after(scrapingMs, () => stop.abort(`${limit} was over`));
  after(scrapingMs * maxDiscoveryShare, () =>
    optionalReads.abort(new Error(`two fifths of ${limit} were over`)),
  );
  after(runTimeoutMs, () => end.abort(`RUN_TIMEOUT_MS=${runTimeoutMs} was over`));
  const onInterrupt = () => {
    stop.abort(interrupt.reason);
    after(shutdownWriteMs, () => end.abort(interrupt.reason));
  };
  if (interrupt.aborted) onInterrupt();
  else interrupt.addEventListener('abort', onInterrupt, { once: true });
  shortOfMemory.addEventListener('abort', () => stop.abort(shortOfMemory.reason), { once: true });
  return {
    startMs,
    runDeadlineMs: startMs + runTimeoutMs,
    discoveryUntilMs: startMs + scrapingMs * maxDiscoveryShare,
    run: end.signal,
    sweep: stop.signal,
    optionalReads: AbortSignal.any([stop.signal, optionalReads.signal]),
    stopScraping: (reason) => stop.abort(reason),
  };
}

function after(ms: number, act: () => void): void {
  setTimeout(act, ms).unref();
}
