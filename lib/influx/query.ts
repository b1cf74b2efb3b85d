import { z } from 'zod';
import { asCount, type Count } from '../count.ts';
import { AppError, exitCodes, messageOf } from '../errors.ts';
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
    .post({ path, body, contentType, mayGzip: false, mostAnswerChars }, signal)
    .catch((cause: unknown) => {
      throw failed(messageOf(cause), cause);
    });
  if (answer.status !== 200) throw failed(`${answer.status} ${answer.body.trim().slice(0, 300)}`);
  return tablesOf(answer.body);
}

const mostAnswerChars = 256 * 2 ** 20;

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
    throw failed('its answer is not that of an InfluxDB', cause);
  }
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw failed(error);
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

function failed(words: string, cause?: unknown): AppError {
  return new AppError(`InfluxDB could not answer: ${words}`, {
    code: 'influx_query',
    remedy: words.includes('database not found')
      ? 'Make it with `npm run setup-influx`, or correct INFLUX_DATABASE.'
      : 'Check INFLUX_URL and the database, and that the user or token has the right to ask.',
    exitCode: exitCodes.configuration,
    cause,
  });
}
