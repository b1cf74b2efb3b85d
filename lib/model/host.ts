import type { Writable } from 'node:stream';

/** What a run takes from the world around it. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Milliseconds by a clock that nobody sets: for how long something is good. */
  readonly elapsedMs: () => number;
  readonly random: () => number;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** What this process has cost so far. */
  readonly usage: () => { readonly cpuSeconds: number; readonly peakRssBytes: number };
  /** Ends when somebody wants the run to end: SIGTERM, Ctrl-C. */
  readonly interrupt: AbortSignal;
  /** Ends when memory comes to its end. */
  readonly shortOfMemory: AbortSignal;
}
