import * as z from 'zod';
import { queryTables, type Table } from '../influxql-query.ts';
import type { Transport } from '../transport.ts';
import { quotedIdentifier } from './database-spec.ts';
import { type Policy, secondsOf, type State } from './plan-v1.ts';

/**
 * The existing state of a database.
 *
 * @throws AppError where InfluxDB does not answer
 */
export async function readState(
  transport: Transport,
  path: string,
  database: string,
  signal: AbortSignal,
): Promise<State> {
  const ask = (influxql: string) => queryTables(transport, path, influxql, signal);
  const databases = textsOf(await ask('SHOW DATABASES'), 'name');
  if (!databases.includes(database)) return { policies: undefined, continuousQueries: [] };
  // The answer has a series for each database.
  const queries = (await ask('SHOW CONTINUOUS QUERIES')).filter(({ name }) => name === database);
  return {
    policies: await readPolicies(ask, database),
    continuousQueries: textsOf(queries, 'name'),
  };
}

/** The retention policies of a database. @throws AppError where InfluxDB does not answer */
export async function readPolicies(
  ask: (influxql: string) => Promise<Table[]>,
  database: string,
): Promise<Policy[]> {
  const rows = objectsOf(await ask(`SHOW RETENTION POLICIES ON ${quotedIdentifier(database)}`));
  return rows.map((row) => {
    const { name, duration, default: isDefault } = policySchema.parse(row);
    return { name, durationS: secondsOf(duration), isDefault };
  });
}

const policySchema = z.object({ name: z.string(), duration: z.string(), default: z.boolean() });

function textsOf(tables: readonly Table[], column: string): string[] {
  return objectsOf(tables).flatMap((row) => {
    const value = row[column];
    return typeof value === 'string' ? [value] : [];
  });
}

function objectsOf(tables: readonly Table[]): Record<string, unknown>[] {
  return tables.flatMap(({ columns, values }) =>
    values.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index]]))),
  );
}
