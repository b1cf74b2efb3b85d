import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, waitWithin } from '../util/backoff.ts';
import { AppError, messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import type { WriteResult } from '../model/run.ts';
import { addWriteResults, emptyWriteResult } from '../model/sink.ts';
import { type Batch, pack } from './batch.ts';
import { influxError } from './influx-error.ts';
import { afterRefusal, inHalves, newTrial } from './rejected-batch.ts';
import type { Answer, Transport } from './transport.ts';
import { type Verdict, verdictOf } from './write-verdict.ts';

export interface Sender {
  readonly transport: Transport;
  readonly url: string;
  /** Of writes, below `url`. */
  readonly path: string;
  readonly name: string;
  /** The end of all trying. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Somebody wants the run to end: who waits tries once more at once. */
  readonly hurry: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (failure: Failure) => void;
}

/**
 * Sends a batch until it is stored, refused, or time is up. Sending a line twice changes nothing, so whatever is in
 * doubt is sent again.
 *
 * @throws AppError exit code 2 where the database keeps everything out
 */
export async function sendBatch(
  batch: Batch,
  sender: Sender,
  trial = newTrial(sender),
): Promise<WriteResult> {
  const sendPart = async (part: readonly string[]) => sendBatch(await pack(part), sender, trial);
  let tally = emptyWriteResult;
  let timeouts = 0;
  let before: Failure | undefined;
  for (let attempt = 0; ; attempt++) {
    const verdict = await tryOnce(batch, sender, firstTimeoutMs * 2 ** timeouts);
    tally = { ...tally, requests: tally.requests + 1 };
    if (verdict.kind === 'written') {
      trial.isTaken = true;
      return { ...tally, written: tally.written + batch.lines };
    }
    if (verdict.kind === 'configuration') throw verdict.error;
    if (verdict.kind === 'refused')
      return addWriteResults(tally, await afterRefusal(batch.unpacked(), verdict, trial, sendPart));
    if (verdict.kind === 'too_large')
      return addWriteResults(tally, await inHalves(batch.unpacked(), 'too large (413)', sendPart));
    // A server that says "at once" again and again is not taken at its word.
    const wantedMs = Math.max(verdict.afterMs ?? 0, backoffMs(attempt, sender.random));
    const waitMs = waitWithin(wantedMs, sender.deadlineMs - sender.now());
    if (sender.signal.aborted || waitMs === undefined)
      return { ...tally, lost: tally.lost + batch.lines, loss: reasonOf(verdict.failure, before) };
    sender.onRetry(verdict.failure);
    before = verdict.failure;
    // Who was slow once is given more time, not more of the same work.
    if (verdict.failure.cause === 'timeout') timeouts++;
    tally = { ...tally, retries: tally.retries + 1 };
    const wake = sender.hurry.aborted ? sender.signal : AbortSignal.any([sender.signal, sender.hurry]);
    await sleep(waitMs, undefined, { signal: wake }).catch(() => undefined);
  }
}

const firstTimeoutMs = 10_000;
/** Every line at fault may be quoted. */
const mostAnswerBytes = 2 ** 20;

async function tryOnce({ body, isZipped }: Batch, sender: Sender, timeoutMs: number): Promise<Verdict> {
  let answer: Answer;
  try {
    answer = await sender.transport.send(
      {
        path: sender.path,
        body,
        isZipped,
        contentType: 'text/plain; charset=utf-8',
        mostAnswerBytes,
        timeoutMs,
      },
      sender.signal,
    );
  } catch (error) {
    if (error instanceof AppError) throw error;
    const failure: Failure = sender.signal.aborted
      ? { cause: 'cut_short', detail: messageOf(sender.signal.reason) }
      : failureOf(error);
    return isSettled(failure)
      ? { kind: 'configuration', error: influxError(sender.url, failure, sender.name) }
      : { kind: 'retry', failure, afterMs: undefined };
  }
  return verdictOf(answer, sender.url, sender.name);
}

/** A certificate that is not trusted now is not trusted a second later. */
function isSettled({ cause }: Failure): boolean {
  return cause.startsWith('tls_');
}

/** That the last attempt was cut short by the deadline says less than why there had to be another. */
function reasonOf(last: Failure, before: Failure | undefined): Failure {
  return last.cause === 'cut_short' ? (before ?? last) : last;
}
