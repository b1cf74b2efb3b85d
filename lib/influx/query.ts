import * as z from 'zod';
import { asCount, type Count } from '../count.ts';
import { AppError, exitCodes } from '../errors.ts';
import { type Cause, causes, type Failure } from '../failure/causes.ts';
import { influxRemedy } from '../failure/influx-remedies.ts';
import { failureOf } from '../failure/of-error.ts';
import { failureOfStatus } from '../failure/of-status.ts';
import { oneLine } from '../one-line.ts';
import { linesOf } from '../lines-of.ts';
import { borderOf } from '../quick-parse.ts';
import { asItIs } from '../unsaid.ts';
import type { Answer, Transport } from './transport.ts';

/** One row of a series; columns that hold no number are left out. */
interface Row {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Count | undefined>>;
}

/** A series as it came: cells in the order of the columns. */
export interface Table {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/**
 * Asks in InfluxQL; whole numbers are exact.
 *
 * @param path from `queryPath`
 * @throws AppError where the database does not answer, or not with rows
 */
export async function query(...question: Parameters<typeof tablesAsSent>): Promise<Row[]> {
  return (await tablesAsSent(...question)).flatMap(({ name, tags, columns, values }) =>
    values.map((cells) => ({ name, tags, values: numbersOf(columns, cells) })),
  );
}

/** As `query`, with texts. */
export async function queryTables(...question: Parameters<typeof tablesAsSent>): Promise<Table[]> {
  return (await tablesAsSent(...question)).map((table) => ({
    ...table,
    values: table.values.map((cells) => (cells.some(Array.isArray) ? cells.map(exactOf) : cells)),
  }));
}

/** Its long numbers are still in brackets. */
async function tablesAsSent(
  transport: Transport,
  path: string,
  influxql: string,
  signal: AbortSignal,
): Promise<Table[]> {
  const request = requestOf(path, influxql, timeoutMs);
  const answer = await transport.send(request, signal).catch(rethrown);
  if (answer.status !== 200) throw refused(answer);
  if (answer.broken) throw failed(answer.broken);
  return tablesOf(answer.body, parseExactly);
}

/**
 * Asks for much, and takes it piece by piece: a long series comes in several. Whole numbers are doubles, which is exact enough
 * for differences: the largest counters lose a microsecond.
 *
 * @throws AppError as `query`, also where the answer breaks off
 */
export async function eachTable(
  transport: Transport,
  path: string,
  influxql: string,
  limits: { readonly signal: AbortSignal; readonly timeoutMs: number },
  take: (table: Table) => void,
): Promise<void> {
  const request = requestOf(`${path}&chunked=true&chunk_size=${rowsOfPiece}`, influxql, limits.timeoutMs);
  const answer = await transport.stream(request, limits.signal).catch(rethrown);
  if (answer.status !== 200 || typeof answer.body === 'string') throw refused(answer as Answer);
  try {
    let pieces = 0;
    for await (const line of linesOf(answer.body, mostAnswerBytes)) {
      tablesOf(line, JSON.parse).forEach(take);
      pieces++;
    }
    if (pieces === 0) throw failed({ cause: 'truncated', detail: 'there is nothing in it' });
  } catch (error) {
    rethrown(error);
  }
}

const rowsOfPiece = 10_000;
const mostAnswerBytes = 256 * 2 ** 20;
const timeoutMs = 10_000;

function requestOf(path: string, influxql: string, timeoutMs: number) {
  const body = new URLSearchParams({ q: influxql }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  return { path, body, contentType, mostAnswerBytes, timeoutMs };
}

function refused({ status, body, hide = asItIs }: Answer): AppError {
  return failed(failureOfStatus(status, oneLine(hide(body))));
}

function rethrown(cause: unknown): never {
  throw cause instanceof AppError ? cause : failed(failureOf(cause), cause);
}

const answerSchema = () =>
  z.object({
    error: z.string().optional(),
    results: z
      .array(
        z.object({
          error: z.string().optional(),
          series: z
            .array(
              z.object({
                // What SHOW answers may have neither.
                name: z.string().optional(),
                tags: z.record(z.string(), z.string()).optional(),
                columns: z.array(z.string()),
                values: z.array(z.array(z.unknown())).optional(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
  });

// Of hundreds of thousands of rows, too.
export const answerBorder = borderOf('answers of InfluxDB', answerSchema, Infinity);

function tablesOf(text: string, parseText: (text: string) => unknown): Table[] {
  let answer: z.infer<ReturnType<typeof answerSchema>>;
  try {
    answer = answerBorder.parse(parseText(text));
  } catch (cause) {
    throw failed({ cause: 'schema', detail: 'its answer is not that of an InfluxDB' }, cause);
  }
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw failed({ cause: causeOfWords(error), detail: oneLine(error) });
  if (!answer.results) throw failed({ cause: 'schema', detail: 'there are no results in it' });
  return answer.results.flatMap(({ series = [] }) =>
    series.map(({ name = '', tags = {}, columns, values = [] }) => ({ name, tags, columns, values })),
  );
}

function numbersOf(columns: readonly string[], cells: readonly unknown[]): Row['values'] {
  const values: Record<string, Count> = {};
  for (const [index, column] of columns.entries()) {
    const value = exactOf(cells[index]);
    if (typeof value === 'number' || typeof value === 'bigint') values[column] = value;
  }
  return values;
}

/**
 * Long numbers are put in brackets with their digits as text, and read from there. Where such digits stand in a text that
 * breaks the JSON, and the answer is read number by number, which takes several times as long.
 */
function parseExactly(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text) as unknown;
  try {
    return JSON.parse(text.replace(longNumbers, '$1["$2"]')) as unknown;
  } catch {
    return JSON.parse(text, exactly) as unknown;
  }
}

const longNumber = /[[,]\d{16,}[\],]/;
const longNumbers = /([[,])(\d{16,})(?=[\],])/g;

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  const source = context?.source ?? '';
  return isLong && /^\d+$/.test(source) ? asCount(BigInt(source)) : value;
}

function exactOf(cell: unknown): unknown {
  if (!Array.isArray(cell)) return cell;
  const digits: unknown = cell[0];
  return typeof digits === 'string' && /^\d{16,}$/.test(digits) ? asCount(BigInt(digits)) : cell;
}

/** InfluxDB 1.x says why it does not answer in words alone. */
function causeOfWords(words: string): Cause {
  if (/not found/.test(words)) return 'not_found';
  return /not authorized|unauthorized/.test(words) ? 'forbidden' : 'server_error';
}

const byWords: readonly (readonly [RegExp, string])[] = [
  [
    /requires admin privilege/,
    'Give an administrator’s INFLUX_USERNAME and INFLUX_PASSWORD: this needs one.',
  ],
  [/not authorized/, 'Grant the user or token the right to read, too.'],
  [/invalid name/, 'InfluxDB takes no such name: choose another INFLUX_DATABASE or INFLUX_RETENTION_POLICY.'],
];

function failed({ cause, detail }: Failure, original?: unknown): AppError {
  return new AppError(`InfluxDB could not answer: ${causes[cause].what}: ${detail}`, {
    code: `influxdb_${cause}`,
    remedy:
      byWords.find(([words]) => words.test(detail))?.[1] ?? influxRemedy(cause, detail, 'database or bucket'),
    exitCode: exitCodes.configuration,
    cause: original,
  });
}
