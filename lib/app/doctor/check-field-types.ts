import { type InfluxSettings, destinationName, queryPath } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import type { Transport } from '../../influx/transport.ts';
import { rejectionRemedy } from '../../report/rejection-remedy.ts';
import { type FieldType, fieldTypes } from '../../schema/field-types.ts';
import { type Finding, findingsOf } from './finding.ts';

const maxShown = 5;

/**
 * Fields that the database stores with another type than the schema writes: InfluxDB rejects their points.
 */
export async function checkTypes(
  { settings, transport }: { readonly settings: InfluxSettings; readonly transport: Transport },
  schema: Parameters<typeof fieldTypes>[0],
  signal: AbortSignal,
): Promise<Finding> {
  const { ok, warning, skipped } = findingsOf('field types', destinationName(settings));
  let tables: Awaited<ReturnType<typeof queryTables>>;
  try {
    tables = await queryTables(transport, queryPath(settings), 'SHOW FIELD KEYS', signal);
  } catch {
    return skipped('the user may not see them');
  }
  const declared = fieldTypes(schema);
  const conflicts = tables.flatMap(({ name, values }) =>
    values.flatMap(([field, type]) => {
      const own: FieldType | undefined = declared.get(name)?.get(String(field));
      return own === undefined || own === type
        ? []
        : [`${name}.${String(field)} is ${String(type)}, not ${own}`];
    }),
  );
  if (conflicts.length === 0) return ok('none is stored with another type');
  const more = conflicts.length > maxShown ? ` and ${conflicts.length - maxShown} more` : '';
  return warning(
    `in conflict with what is stored, maybe long ago: ${conflicts.slice(0, maxShown).join('; ')}${more}`,
    `Types are kept for each shard. If points are refused (points_refused in heapline_run): ${rejectionRemedy('field type conflict') ?? ''}`,
  );
}
