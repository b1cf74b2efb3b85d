import type { PlainLines } from './lines.ts';
import type { WriteResult } from './run.ts';

/** Where lines go. Every pushed line is written, rejected or lost in the end, and counted as such. */
export interface Sink {
  /** Copies the bytes: the caller may reuse them. */
  readonly push: (lines: PlainLines) => void;
  /** Resolves when there is space for more. No new kubelet is scraped before (back-pressure). */
  readonly ready: () => Promise<void>;
  /**
   * Resolves when every pushed line is written, rejected or lost. Rejects where the configuration prevents
   * all writes.
   */
  readonly drain: () => Promise<WriteResult>;
  /** The reader of standard output has gone: missing lines are no loss then. */
  readonly isReaderGone: () => boolean;
  readonly close: () => void;
}

export const emptyWriteResult: WriteResult = {
  written: 0,
  rejected: 0,
  rejections: [],
  lost: 0,
  loss: undefined,
  requests: 0,
  retries: 0,
};

const maxRejectionsKept = 10;

export function addWriteResults(one: WriteResult, other: WriteResult): WriteResult {
  return {
    written: one.written + other.written,
    rejected: one.rejected + other.rejected,
    rejections: [...one.rejections, ...other.rejections].slice(0, maxRejectionsKept),
    lost: one.lost + other.lost,
    loss: moreUsefulLoss(one.loss, other.loss),
    requests: one.requests + other.requests,
    retries: one.retries + other.retries,
  };
}

/** The later loss, but "cut short" explains less than any other cause. */
function moreUsefulLoss(one: WriteResult['loss'], other: WriteResult['loss']): WriteResult['loss'] {
  return one && (!other || other.cause === 'cut_short') ? one : other;
}
