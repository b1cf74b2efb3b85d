import type { Count } from '../util/count.ts';
import { AppError, exitCodes } from '../errors/app-error.ts';
import { type Cause, causes, type Failure } from '../errors/causes.ts';
import { influxRemedy } from '../errors/influx-remedies.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { exactInteger, parseExactJson } from '../util/exact-json.ts';
import { type FieldReader, noteInvalid, readerOf, readList, readText } from '../util/field-reader.ts';
import { oneLine } from '../util/one-line.ts';
import { textLines } from '../util/text-lines.ts';
import { unredacted } from '../http/redact.ts';
import type { Answer, Transport } from './transport.ts';

/** A row of a series, numeric columns only. */
interface Row {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Count | undefined>>;
}

/** A series as the database sent it: cells in the order of the columns. */
export interface Table {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/**
 * Queries in InfluxQL; integers are exact.
 *
 * @param question the transport, the path from `queryPath`, the query, a signal
 * @throws AppError where the database does not answer with rows
 */
export async function query(...question: Parameters<typeof tablesAsSent>): Promise<Row[]> {
  return (await tablesAsSent(...question)).flatMap(({ name, tags, columns, values }) =>
    values.map((cells) => ({ name, tags, values: numbersOf(columns, cells) })),
  );
}

/** As `query`, with all cells. */
export async function queryTables(...question: Parameters<typeof tablesAsSent>): Promise<Table[]> {
  return (await tablesAsSent(...question)).map((table) => ({
    ...table,
    values: table.values.map((cells) =>
      cells.some(Array.isArray) ? cells.map((cell) => exactInteger(cell) ?? cell) : cells,
    ),
  }));
}

/** Long integers are as `parseExactJson` leaves them. */
async function tablesAsSent(
  transport: Transport,
  path: string,
  influxql: string,
  signal: AbortSignal,
): Promise<Table[]> {
  const request = requestOf(path, influxql, timeoutMs);
  const answer = await transport.send(request, signal).catch(rethrow);
  if (answer.status !== 200) throw failedAnswer(answer);
  if (answer.broken) throw failed(answer.broken);
  return tablesOf(answer.body, parseExactJson);
}

/**
 * Streams a large result in chunks; a long series comes in several. Integers are doubles, which is exact
 * enough for differences.
 *
 * @throws AppError as `query`, also where the response breaks off
 */
export async function eachTable(
  transport: Transport,
  path: string,
  influxql: string,
  limits: { readonly signal: AbortSignal; readonly timeoutMs: number },
  take: (table: Table) => void,
): Promise<void> {
  const request = requestOf(`${path}&chunked=true&chunk_size=${rowsOfPiece}`, influxql, limits.timeoutMs);
  const answer = await transport.stream(request, limits.signal).catch(rethrow);
  if (answer.status !== 200 || typeof answer.body === 'string') throw failedAnswer(answer as Answer);
  try {
    let pieces = 0;
    for await (const line of textLines(answer.body, maxAnswerBytes)) {
      tablesOf(line, JSON.parse).forEach(take);
      pieces++;
    }
    if (pieces === 0) throw failed({ cause: 'truncated', detail: 'there is nothing in it' });
  } catch (error) {
    rethrow(error);
  }
}

const rowsOfPiece = 10_000;
const maxAnswerBytes = 256 * 2 ** 20;
const timeoutMs = 10_000;

function requestOf(path: string, influxql: string, timeoutMs: number) {
  const body = new URLSearchParams({ q: influxql }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  return { path, body, contentType, maxAnswerBytes, timeoutMs };
}

function failedAnswer({ status, body, redactText = unredacted }: Answer): AppError {
  return failed(failureOfStatus(status, oneLine(redactText(body))));
}

function rethrow(cause: unknown): never {
  throw cause instanceof AppError ? cause : failed(failureOf(cause), cause);
}

function tablesOf(text: string, parse: (text: string) => unknown): Table[] {
  let answer: FieldReader | undefined;
  try {
    answer = readerOf(parse(text), Infinity);
  } catch (cause) {
    throw notInfluxDb(cause);
  }
  if (!answer) throw notInfluxDb();
  const error = readText(answer, 'error', Infinity);
  const results = readList(answer, 'results', (result) => ({
    error: readText(result, 'error', Infinity),
    series: readList(result, 'series', tableOf),
  }));
  if (answer.notes.invalid.size > 0) throw notInfluxDb();
  const words = error ?? results.find((result) => result.error !== undefined)?.error;
  if (words !== undefined) throw failed({ cause: causeOfWords(words), detail: oneLine(words) });
  if (answer.value['results'] == null)
    throw failed({ cause: 'schema', detail: 'there are no results in it' });
  return results.flatMap(({ series }) => series);
}

function notInfluxDb(cause?: unknown): AppError {
  return failed({ cause: 'schema', detail: 'its answer is not that of an InfluxDB' }, cause);
}

/** The answer to SHOW may have neither a name nor tags. */
function tableOf(at: FieldReader): Table | undefined {
  const { columns, values = [], tags = {} } = at.value;
  if (!isTexts(tags)) return noteInvalid(at, 'tags', 'texts');
  if (!isListOf(columns, isText)) return noteInvalid(at, 'columns', 'names');
  if (!isListOf(values, isRow)) return noteInvalid(at, 'values', 'rows');
  return { name: readText(at, 'name', Infinity) ?? '', tags, columns, values };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && isListOf(Object.values(value), isText);
}

function isRow(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function numbersOf(columns: readonly string[], cells: readonly unknown[]): Row['values'] {
  const values: Record<string, Count> = {};
  for (const [index, column] of columns.entries()) {
    const cell = cells[index];
    const value = typeof cell === 'number' ? cell : exactInteger(cell);
    if (value !== undefined) values[column] = value;
  }
  return values;
}

/** InfluxDB 1.x reports the reason in its message only. */
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
