import { createHash } from 'node:crypto';
import { durationText, quoted, type Wish } from './database-spec.ts';

/** With it the queries that heapline made for a schema are known from others. */
export function namePrefix(schema: string): string {
  return `heapline_${schema.replace(/^heapster-/, '')}_`;
}

// What comes late, because InfluxDB was away, is still thinned out; InfluxDB wants it no shorter than the interval.
const resampleForS = 3600;

/**
 * Continuous queries by their names, each for one measurement. What a query does is part of its name, so that one that is
 * there is known to be the same.
 * @see https://docs.influxdata.com/influxdb/v1/query_language/continuous_queries/
 */
export function continuousQueries(
  database: string,
  from: string,
  into: string,
  everyS: number,
  { schema, downsampled }: Pick<Wish, 'schema' | 'downsampled'>,
): Map<string, string> {
  return new Map(
    downsampled.map(({ measurement, means, lasts }) => {
      const fields = [
        ...means.map((field) => `mean(${quoted(field)}) AS ${quoted(field)}`),
        ...lasts.map((field) => `last(${quoted(field)}) AS ${quoted(field)}`),
      ].join(', ');
      const place = (policy: string) => [database, policy, measurement].map(quoted).join('.');
      const does = `SELECT ${fields} INTO ${place(into)} FROM ${place(from)} GROUP BY time(${durationText(everyS)}), *`;
      const hash = createHash('sha256').update(does).digest('hex').slice(0, 8);
      const name = `${namePrefix(schema)}${measurement.replace(/\W/g, '_')}_${hash}`;
      return [
        name,
        `CREATE CONTINUOUS QUERY ${quoted(name)} ON ${quoted(database)} RESAMPLE FOR ${durationText(Math.max(resampleForS, everyS))} BEGIN ${does} END`,
      ];
    }),
  );
}
