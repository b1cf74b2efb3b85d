import { z } from 'zod';
import { asCount, type Count } from '../count.ts';
import { AppError, exitCodes } from '../errors.ts';
import type { Transport } from './transport.ts';

/** One row of a series; columns that hold no number are left out. */
interface Row {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Count | undefined>>;
}

const mostAnswerChars = 256 * 2 ** 20;

/**
 * Asks in InfluxQL; whole numbers are exact.
 *
 * @param path from `queryPath`
 * @throws AppError where the database does not answer, or not with rows
 */
export async function query(
  transport: Transport,
  path: string,
  influxql: string,
  signal: AbortSignal,
): Promise<Row[]> {
  const body = new URLSearchParams({ q: influxql }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  const answer = await transport
    .post({ path, body, contentType, mayGzip: false, mostAnswerChars }, signal)
    .catch((cause: unknown) => {
      throw failed(cause instanceof Error ? cause.message : String(cause), cause);
    });
  if (answer.status !== 200) throw failed(`${answer.status} ${answer.body.trim().slice(0, 300)}`);
  return rowsOf(answer.body);
}

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
              name: z.string(),
              tags: z.record(z.string(), z.string()).optional(),
              columns: z.array(z.string()),
              values: z.array(z.array(cell)),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

function rowsOf(text: string): Row[] {
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(parseExactly(text));
  } catch (cause) {
    throw failed('its answer is not that of an InfluxDB', cause);
  }
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw failed(error);
  return (answer.results ?? []).flatMap(({ series }) =>
    (series ?? []).flatMap(({ name, tags, columns, values }) =>
      values.map((cells) => ({ name, tags: tags ?? {}, values: numbersOf(columns, cells) })),
    ),
  );
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
  return new AppError(`InfluxDB could not be read: ${words}`, {
    code: 'influx_query',
    remedy: 'Grant the user or token the right to read, and check INFLUX_URL and the database.',
    exitCode: exitCodes.configuration,
    cause,
  });
}
