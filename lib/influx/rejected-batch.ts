import type { WriteResult } from '../model/run.ts';
import { addWriteResults, emptyWriteResult } from '../model/sink.ts';
import { influxError } from './influx-error.ts';
import type { WriteVerdict } from './write-verdict.ts';

/** State while a rejected batch is sent in parts. */
interface SplitState {
  readonly url: string;
  readonly name: string;
  rejections: number;
  isTaken: boolean;
}

export function newSplitState({ url, name }: Pick<SplitState, 'url' | 'name'>): SplitState {
  return { url, name, rejections: 0, isTaken: false };
}

/**
 * A server that rejects so many parts, names no line and accepts none rejects everything: the lines are not
 * the reason.
 */
const maxRejectedParts = 64;

type SendPart = (lines: readonly string[]) => Promise<WriteResult>;

/**
 * Handles a batch with rejected lines: counts and names them. The others are stored already, or are sent
 * again.
 *
 * @throws AppError exit code 2 where the server rejects everything
 */
export async function resendAcceptable(
  lines: readonly string[],
  verdict: Extract<WriteVerdict, { kind: 'rejected' }>,
  state: SplitState,
  send: SendPart,
): Promise<WriteResult> {
  const rejectedLines = new Map(verdict.rejectedLines.map(({ line, reason }) => [line, reason]));
  const named = lines.filter((line) => rejectedLines.has(line));
  const rejections = verdict.rejectedLines.map(({ line, reason }) => ({
    line: line || likelyLine(lines, reason),
    reason,
  }));
  if (verdict.isRestStored) {
    const rejected = Math.min(lines.length, named.length + verdict.dropped);
    return { ...emptyWriteResult, written: lines.length - rejected, rejected, rejections };
  }
  if (named.length === 0) {
    const words = verdict.words || 'refused without words';
    if (++state.rejections >= maxRejectedParts && !state.isTaken)
      throw influxError(state.url, { cause: 'unexpected_status', detail: `400 ${words}` }, state.name);
    return inHalves(lines, words, send);
  }
  const rest = lines.filter((line) => !rejectedLines.has(line));
  const tally = { ...emptyWriteResult, rejected: named.length, rejections };
  return rest.length === 0 ? tally : addWriteResults(tally, await send(rest));
}

/** Sends each half separately, down to single lines, so that all good lines are stored. */
export async function inHalves(
  lines: readonly string[],
  reason: string,
  send: SendPart,
): Promise<WriteResult> {
  if (lines.length === 1)
    return { ...emptyWriteResult, rejected: 1, rejections: [{ line: lines[0] ?? '', reason }] };
  const middle = Math.ceil(lines.length / 2);
  const first = await send(lines.slice(0, middle));
  return addWriteResults(first, await send(lines.slice(middle)));
}

/**
 * For a type conflict InfluxDB names the field and measurement, not the line: takes the first line with both.
 */
function likelyLine(lines: readonly string[], reason: string): string {
  const [, field, measurement] = /input field "(.+?)" on measurement "(.+?)"/.exec(reason) ?? [];
  if (field === undefined || measurement === undefined) return '';
  return lines.find((line) => line.startsWith(`${measurement},`) && line.includes(`${field}=`)) ?? '';
}
