import type { PlainLines } from './lines.ts';
import type { WriteResult } from './run.ts';

/** Where lines go. What is pushed is either written, refused or lost in the end, and counted as such. */
export interface Sink {
  /** Takes a copy: the bytes may be used again. */
  readonly push: (lines: PlainLines) => void;
  /** Resolves when there is room for more; until then no new kubelet should be asked. */
  readonly ready: () => Promise<void>;
  /** Resolves when everything pushed so far has met its end. Rejects where the configuration keeps all of it out. */
  readonly drain: () => Promise<WriteResult>;
  /** Nobody wants the lines any more, and that is no loss: whoever read standard output has gone. */
  readonly isUnwanted: () => boolean;
  readonly close: () => void;
}

export const emptyWriteResult: WriteResult = {
  written: 0,
  refused: 0,
  refusals: [],
  lost: 0,
  loss: undefined,
  requests: 0,
  retries: 0,
};

const mostRefusalsTold = 10;

export function addWriteResults(one: WriteResult, other: WriteResult): WriteResult {
  return {
    written: one.written + other.written,
    refused: one.refused + other.refused,
    refusals: [...one.refusals, ...other.refusals].slice(0, mostRefusalsTold),
    lost: one.lost + other.lost,
    loss: moreTelling(one.loss, other.loss),
    requests: one.requests + other.requests,
    retries: one.retries + other.retries,
  };
}

/** The later of two, but that something was cut short by the end says less than anything else. */
function moreTelling(one: WriteResult['loss'], other: WriteResult['loss']): WriteResult['loss'] {
  return one && (!other || other.cause === 'cut_short') ? one : other;
}
