import { setTimeout as sleep } from 'node:timers/promises';
import { errorChain } from '../errors.ts';
import type { WriteResult } from '../run.ts';
import { addWriteResults, emptyWriteResult } from '../sink.ts';
import type { Answer, Transport } from './transport.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface Sender {
  readonly transport: Transport;
  readonly url: string;
  /** Of writes, below `url`. */
  readonly path: string;
  readonly name: string;
  /** The end of all trying. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/**
 * Sends a batch until it is stored, refused, or time is up. Sending a line twice changes nothing, so whatever is in
 * doubt is sent again.
 *
 * @throws AppError exit code 2 where the database keeps everything out
 */
export async function sendBatch(lines: readonly string[], sender: Sender): Promise<WriteResult> {
  let tally = emptyWriteResult;
  for (let attempt = 0; ; attempt++) {
    const verdict = await tryOnce(lines, sender);
    tally = { ...tally, requests: tally.requests + 1 };
    if (verdict.kind === 'written') return { ...tally, written: tally.written + lines.length };
    if (verdict.kind === 'configuration') throw verdict.error;
    if (verdict.kind === 'refused') return addWriteResults(tally, await afterRefusal(lines, verdict, sender));
    if (verdict.kind === 'too_large')
      return addWriteResults(tally, await halves(lines, sender, 'too large (413)'));
    // A server that says "at once" again and again is not taken at its word.
    const waitMs = Math.max(verdict.afterMs ?? 0, backoffMs(attempt, sender.random));
    if (sender.signal.aborted || sender.now() + waitMs >= sender.deadlineMs)
      return { ...tally, lost: tally.lost + lines.length, lossReason: verdict.reason };
    sender.onRetry(verdict.reason, waitMs);
    tally = { ...tally, retries: tally.retries + 1 };
    await sleep(waitMs, undefined, { signal: sender.signal }).catch(() => undefined);
  }
}

async function tryOnce(lines: readonly string[], sender: Sender): Promise<Verdict> {
  let answer: Answer;
  try {
    answer = await sender.transport.post(
      {
        path: sender.path,
        body: lines.join('\n'),
        contentType: 'text/plain; charset=utf-8',
        mayGzip: true,
        mostAnswerChars: 1000,
      },
      sender.signal,
    );
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error) throw error;
    const { code, message } = errorChain(error).at(-1) ?? { code: '', message: String(error) };
    return { kind: 'retry', reason: message || code, afterMs: undefined };
  }
  return verdictOf(answer, sender.url, sender.name);
}

type Refused = Extract<Verdict, { kind: 'refused' }>;

async function afterRefusal(
  lines: readonly string[],
  verdict: Refused,
  sender: Sender,
): Promise<WriteResult> {
  const faulty = new Map(verdict.named.map(({ line, reason }) => [line, reason]));
  const named = lines.filter((line) => faulty.has(line));
  const refusals = verdict.named.map(({ line, reason }) => ({
    line: line || likelyLine(lines, reason),
    reason,
  }));
  if (verdict.kept) {
    const refused = Math.min(lines.length, named.length + verdict.dropped);
    return { ...emptyWriteResult, written: lines.length - refused, refused, refusals };
  }
  if (named.length === 0) return halves(lines, sender, verdict.words || 'refused without words');
  const rest = lines.filter((line) => !faulty.has(line));
  const tally = { ...emptyWriteResult, refused: named.length, refusals };
  return rest.length === 0 ? tally : addWriteResults(tally, await sendBatch(rest, sender));
}

/** Each half by itself, so that in the end the lines at fault stand alone and all others are stored. */
async function halves(lines: readonly string[], sender: Sender, reason: string): Promise<WriteResult> {
  if (lines.length === 1)
    return { ...emptyWriteResult, refused: 1, refusals: [{ line: lines[0] ?? '', reason }] };
  const middle = Math.ceil(lines.length / 2);
  const first = await sendBatch(lines.slice(0, middle), sender);
  return addWriteResults(first, await sendBatch(lines.slice(middle), sender));
}

/** InfluxDB names the field and measurement of a type conflict, not the line: the first that has both. */
function likelyLine(lines: readonly string[], reason: string): string {
  const [, field, measurement] = /input field "(.+?)" on measurement "(.+?)"/.exec(reason) ?? [];
  if (field === undefined || measurement === undefined) return '';
  return lines.find((line) => line.startsWith(`${measurement},`) && line.includes(`${field}=`)) ?? '';
}

const firstBackoffMs = 250;
const longestBackoffMs = 5_000;

/** Doubling, with half of it left to chance so that many clients do not come back at once. */
function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
  return full / 2 + (random() * full) / 2;
}
