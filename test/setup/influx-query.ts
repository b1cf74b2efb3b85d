import type { Value } from '../oracle/expected.ts';

interface Series {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (Value | null)[])[];
}

/** Asks a real InfluxDB 1.x in InfluxQL; times come in milliseconds, whole numbers are exact. */
export async function query(
  url: string,
  database: string,
  influxql: string,
  headers = {},
): Promise<Series[]> {
  const parameters = new URLSearchParams({ db: database, q: influxql, epoch: 'ms' });
  const response = await fetch(`${url}/query`, { method: 'POST', body: parameters, headers });
  const text = await response.text();
  const answer = JSON.parse(text, exactIntegers) as {
    error?: string;
    results?: { error?: string; series?: (Omit<Series, 'tags'> & { tags?: Series['tags'] })[] }[];
  };
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw new Error(`InfluxDB: ${error} (${influxql})`);
  return (answer.results ?? []).flatMap(({ series }) =>
    (series ?? []).map((one) => ({ ...one, tags: one.tags ?? {}, values: one.values })),
  );
}

/** The points of a measurement: a series' tags without the empty ones, fields without the absent ones. */
export async function points(url: string, database: string, measurement: string) {
  const series = await query(url, database, `SELECT * FROM "${measurement}" GROUP BY *`);
  return series.flatMap(({ name, tags, columns, values }) =>
    values.map(([time, ...cells]) => ({
      measurement: name,
      tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== '')),
      timeMs: Number(time),
      fields: Object.fromEntries(
        cells.flatMap((cell, index): [string, Value][] =>
          cell === null ? [] : [[columns[index + 1] ?? '', cell]],
        ),
      ),
    })),
  );
}

function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLong && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value;
}
