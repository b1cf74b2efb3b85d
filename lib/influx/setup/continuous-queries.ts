import { createHash } from 'node:crypto';
import { durationText, quotedIdentifier, type DatabaseSpec } from './database-spec.ts';

/** The prefix of heapline's queries for a schema. */
export function namePrefix(schema: string): string {
  return `heapline_${schema.replace(/^heapster-/, '')}_`;
}

// Also downsamples points that arrive late. InfluxDB requires at least the interval.
const resampleForS = 3600;

/**
 * Continuous queries by name, one for each measurement. A name contains a hash of the statement, so that an
 * existing query is known to be the same.
 * @see https://docs.influxdata.com/influxdb/v1/query_language/continuous_queries/
 */
export function continuousQueries(
  database: string,
  from: string,
  into: string,
  everyS: number,
  { schema, downsampled }: Pick<DatabaseSpec, 'schema' | 'downsampled'>,
): Map<string, string> {
  return new Map(
    downsampled.map(({ measurement, means, lasts }) => {
      const fields = [
        ...means.map((field) => `mean(${quotedIdentifier(field)}) AS ${quotedIdentifier(field)}`),
        ...lasts.map((field) => `last(${quotedIdentifier(field)}) AS ${quotedIdentifier(field)}`),
      ].join(', ');
      const place = (policy: string) => [database, policy, measurement].map(quotedIdentifier).join('.');
      const does = `SELECT ${fields} INTO ${place(into)} FROM ${place(from)} GROUP BY time(${durationText(everyS)}), *`;
      const hash = createHash('sha256').update(does).digest('hex').slice(0, 8);
      const name = `${namePrefix(schema)}${measurement.replace(/\W/g, '_')}_${hash}`;
      return [
        name,
        `CREATE CONTINUOUS QUERY ${quotedIdentifier(name)} ON ${quotedIdentifier(database)} RESAMPLE FOR ${durationText(Math.max(resampleForS, everyS))} BEGIN ${does} END`,
      ];
    }),
  );
}
