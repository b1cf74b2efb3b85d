import * as z from 'zod';
import { asCount, type Count } from '../count.ts';
import { AppError, exitCodes } from '../errors.ts';
import { type Cause, causes, type Failure } from '../failure/causes.ts';
import { influxRemedy } from '../failure/influx-remedies.ts';
import { failureOf } from '../failure/of-error.ts';
import { failureOfStatus } from '../failure/of-status.ts';
import { oneLine } from '../one-line.ts';
import type { Transport } from './transport.ts';

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
export async function query(...question: Parameters<typeof queryTables>): Promise<Row[]> {
  return (await queryTables(...question)).flatMap(({ name, tags, columns, values }) =>
    values.map((cells) => ({ name, tags, values: numbersOf(columns, cells) })),
  );
}

/** As `query`, with texts. */
export async function queryTables(
  transport: Transport,
  path: string,
  influxql: string,
  signal: AbortSignal,
): Promise<Table[]> {
  const body = new URLSearchParams({ q: influxql }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  const answer = await transport
    .send({ path, body, contentType, mayGzip: false, mostAnswerBytes, timeoutMs }, signal)
    .catch((cause: unknown) => {
      throw cause instanceof AppError ? cause : failed(failureOf(cause), cause);
    });
  if (answer.status !== 200) throw failed(failureOfStatus(answer.status, oneLine(answer.body)));
  if (answer.broken) throw failed(answer.broken);
  return tablesOf(answer.body);
}

const mostAnswerBytes = 256 * 2 ** 20;
const timeoutMs = 10_000;

const cell = z.union([z.number(), z.bigint(), z.string(), z.boolean(), z.null()]);
const answerSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        series: z
          .array(
            z.object({
              // What SHOW answers may have none.
              name: z.string().default(''),
              tags: z.record(z.string(), z.string()).default({}),
              columns: z.array(z.string()),
              values: z.array(z.array(cell)).default([]),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

function tablesOf(text: string): Table[] {
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(parseExactly(text));
  } catch (cause) {
    throw failed({ cause: 'schema', detail: 'its answer is not that of an InfluxDB' }, cause);
  }
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw failed({ cause: causeOfWords(error), detail: oneLine(error) });
  return (answer.results ?? []).flatMap(({ series }) => series ?? []);
}

function numbersOf(columns: readonly string[], cells: readonly unknown[]): Row['values'] {
  const values: Record<string, Count> = {};
  for (const [index, column] of columns.entries()) {
    const value = cells[index];
    if (typeof value === 'number' || typeof value === 'bigint') values[column] = value;
  }
  return values;
}

/** Only an answer with a long number in it is read number by number, which takes several times as long. */
function parseExactly(text: string): unknown {
  return longNumber.test(text) ? (JSON.parse(text, exactly) as unknown) : JSON.parse(text);
}

const longNumber = /[[,]\d{16,}[\],]/;

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  const source = context?.source ?? '';
  return isLong && /^\d+$/.test(source) ? asCount(BigInt(source)) : value;
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
