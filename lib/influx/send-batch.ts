import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, delayWithin } from '../util/backoff.ts';
import { AppError, messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import type { WriteResult } from '../model/run.ts';
import { addWriteResults, emptyWriteResult } from '../model/sink.ts';
import { type Batch, pack } from './batch.ts';
import { influxError } from './influx-error.ts';
import { resendAcceptable, inHalves, newSplitState } from './rejected-batch.ts';
import type { Answer, Transport } from './transport.ts';
import { type WriteVerdict, writeVerdict } from './write-verdict.ts';

export interface Sender {
  readonly transport: Transport;
  readonly url: string;
  /** The write path, below `url`. */
  readonly path: string;
  readonly name: string;
  /** No attempt starts later than this. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Shutdown was requested: a waiting batch tries once more at once. */
  readonly shutdownSignal: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (failure: Failure) => void;
}

/**
 * Sends a batch until it is stored, rejected, or the deadline passes. Writing a line twice changes nothing,
 * so a doubtful batch is sent again.
 *
 * @throws AppError exit code 2 where the database takes no line at all
 */
export async function sendBatch(
  batch: Batch,
  sender: Sender,
  attempts = newSplitState(sender),
): Promise<WriteResult> {
  const sendPart = async (part: readonly string[]) => sendBatch(await pack(part), sender, attempts);
  let tally = emptyWriteResult;
  let timeouts = 0;
  let before: Failure | undefined;
  for (let attempt = 0; ; attempt++) {
    const verdict = await tryOnce(batch, sender, firstTimeoutMs * 2 ** timeouts);
    tally = { ...tally, requests: tally.requests + 1 };
    if (verdict.kind === 'written') {
      attempts.isTaken = true;
      return { ...tally, written: tally.written + batch.lines };
    }
    if (verdict.kind === 'configuration') throw verdict.error;
    if (verdict.kind === 'rejected')
      return addWriteResults(tally, await resendAcceptable(batch.unpacked(), verdict, attempts, sendPart));
    if (verdict.kind === 'too_large')
      return addWriteResults(tally, await inHalves(batch.unpacked(), 'too large (413)', sendPart));
    // The backoff holds even where Retry-After is 0.
    const wantedMs = Math.max(verdict.afterMs ?? 0, backoffMs(attempt, sender.random));
    const waitMs = delayWithin(wantedMs, sender.deadlineMs - sender.now());
    if (sender.signal.aborted || waitMs === undefined)
      return { ...tally, lost: tally.lost + batch.lines, loss: reasonOf(verdict.failure, before) };
    sender.onRetry(verdict.failure);
    before = verdict.failure;
    // The timeout doubles after each timeout.
    if (verdict.failure.cause === 'timeout') timeouts++;
    tally = { ...tally, retries: tally.retries + 1 };
    const wake = sender.shutdownSignal.aborted
      ? sender.signal
      : AbortSignal.any([sender.signal, sender.shutdownSignal]);
    await sleep(waitMs, undefined, { signal: wake }).catch(() => undefined);
  }
}

const firstTimeoutMs = 10_000;
/** The response may quote every rejected line. */
const maxAnswerBytes = 2 ** 20;

async function tryOnce({ body, isGzipped }: Batch, sender: Sender, timeoutMs: number): Promise<WriteVerdict> {
  let answer: Answer;
  try {
    answer = await sender.transport.send(
      {
        path: sender.path,
        body,
        isGzipped,
        contentType: 'text/plain; charset=utf-8',
        maxAnswerBytes,
        timeoutMs,
      },
      sender.signal,
    );
  } catch (error) {
    if (error instanceof AppError) throw error;
    const failure: Failure = sender.signal.aborted
      ? { cause: 'cut_short', detail: messageOf(sender.signal.reason) }
      : failureOf(error);
    return isPermanent(failure)
      ? { kind: 'configuration', error: influxError(sender.url, failure, sender.name) }
      : { kind: 'retry', failure, afterMs: undefined };
  }
  return writeVerdict(answer, sender.url, sender.name);
}

/** TLS errors do not pass within a run. */
function isPermanent({ cause }: Failure): boolean {
  return cause.startsWith('tls_');
}

/** "Cut short" by the deadline explains less than the failure before. */
function reasonOf(last: Failure, before: Failure | undefined): Failure {
  return last.cause === 'cut_short' ? (before ?? last) : last;
}
