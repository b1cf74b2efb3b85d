import type { WriteResult } from '../model/run.ts';
import { addWriteResults, emptyWriteResult } from '../model/sink.ts';
import { influxError } from './influx-error.ts';
import type { Verdict } from './write-verdict.ts';

/** What is learned while a batch that was refused as a whole is sent in parts. */
interface Trial {
  readonly url: string;
  readonly name: string;
  refusals: number;
  isTaken: boolean;
}

export function newTrial({ url, name }: Pick<Trial, 'url' | 'name'>): Trial {
  return { url, name, refusals: 0, isTaken: false };
}

/** Who refuses so often, names no line and takes none refuses everything: then it is not the lines. */
const mostRefusals = 64;

type SendPart = (lines: readonly string[]) => Promise<WriteResult>;

/**
 * What became of a batch with lines at fault: those are counted and named, and all others are stored, by what the server kept
 * or by sending them again.
 *
 * @throws AppError exit code 2 where the server refuses everything
 */
export async function afterRefusal(
  lines: readonly string[],
  verdict: Extract<Verdict, { kind: 'refused' }>,
  trial: Trial,
  send: SendPart,
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
  if (named.length === 0) {
    const words = verdict.words || 'refused without words';
    if (++trial.refusals >= mostRefusals && !trial.isTaken)
      throw influxError(trial.url, { cause: 'unexpected_status', detail: `400 ${words}` }, trial.name);
    return inHalves(lines, words, send);
  }
  const rest = lines.filter((line) => !faulty.has(line));
  const tally = { ...emptyWriteResult, refused: named.length, refusals };
  return rest.length === 0 ? tally : addWriteResults(tally, await send(rest));
}

/** Each half by itself, so that in the end the lines at fault stand alone and all others are stored. */
export async function inHalves(
  lines: readonly string[],
  reason: string,
  send: SendPart,
): Promise<WriteResult> {
  if (lines.length === 1)
    return { ...emptyWriteResult, refused: 1, refusals: [{ line: lines[0] ?? '', reason }] };
  const middle = Math.ceil(lines.length / 2);
  const first = await send(lines.slice(0, middle));
  return addWriteResults(first, await send(lines.slice(middle)));
}

/** InfluxDB names the field and measurement of a type conflict, not the line: the first that has both. */
function likelyLine(lines: readonly string[], reason: string): string {
  const [, field, measurement] = /input field "(.+?)" on measurement "(.+?)"/.exec(reason) ?? [];
  if (field === undefined || measurement === undefined) return '';
  return lines.find((line) => line.startsWith(`${measurement},`) && line.includes(`${field}=`)) ?? '';
}
