import type { Writable } from 'node:stream';

/** What a command takes from its process. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** A monotonic clock, for time-to-live. */
  readonly elapsedMs: () => number;
  readonly random: () => number;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  /** CPU time and memory of this process so far. */
  readonly usage: () => { readonly cpuSeconds: number; readonly peakRssBytes: number };
  /** Aborts on SIGTERM or Ctrl-C. */
  readonly interrupt: AbortSignal;
  /** Aborts when the heap is nearly full. */
  readonly shortOfMemory: AbortSignal;
}
