import { AppError } from '../../errors/app-error.ts';
import { databaseOf, destinationName, type InfluxSettings, queryPath } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import { readPolicies } from '../../influx/setup/database-state.ts';
import { durationText, forever } from '../../influx/setup/database-spec.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Transport } from '../../influx/transport.ts';

/**
 * Reads the probe point back in InfluxQL, which dashboards, setup-influx and Heapster's rates need; a bucket
 * needs a DBRP mapping.
 */
export async function readBack({ settings, transport, signal, probe }: InfluxProbe): Promise<Finding> {
  const { ok, warning } = findingsOf('read', destinationName(settings));
  try {
    const tables = await queryTables(transport, queryPath(settings), probe.question, signal);
    const found = tables.some(({ values }) => values.some((cells) => cells.includes(probe.value)));
    return found
      ? ok('the probe point was read back')
      : warning(
          'the probe point was taken and is not there',
          'Look again in a minute: some databases take that long.',
        );
  } catch (error) {
    return unread(warning, error, settings);
  }
}

/** The retention, as far as the user may see it. */
export async function retention({ settings, transport, signal }: InfluxProbe): Promise<Finding> {
  const { ok, skipped } = findingsOf('retention', destinationName(settings));
  if (settings.influxBucket !== undefined) return skipped('a bucket’s own; `influx bucket list` shows it');
  try {
    const ask = (influxql: string) => queryTables(transport, queryPath(settings), influxql, signal);
    const policies = await readPolicies(ask, databaseOf(settings));
    const used = policies.find(({ name, isDefault }) =>
      settings.influxRetentionPolicy === undefined ? isDefault : name === settings.influxRetentionPolicy,
    );
    if (!used) return skipped('the database tells no policy');
    return ok(
      `points go to "${used.name}" and are kept ${used.durationS === forever ? 'for ever; `heapline setup-influx` can change that' : `for ${durationText(used.durationS)}`}`,
    );
  } catch {
    return skipped('the user may not see it');
  }
}

function unread(
  warning: ReturnType<typeof findingsOf>['warning'],
  error: unknown,
  { influxBucket }: InfluxSettings,
): Finding {
  const says = error instanceof AppError ? error.message : String(error);
  return warning(
    says,
    influxBucket === undefined
      ? 'Grant the user the right to read: dashboards, and the rates of Heapster’s schemas, need it.'
      : 'Make the mapping by which InfluxQL finds the bucket (DBRP): `heapline setup-influx`.',
  );
}

/** What the InfluxDB checks need. */
export interface InfluxProbe {
  readonly settings: InfluxSettings;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** A line that can be written repeatedly, and the query that reads it back. */
  readonly probe: { readonly line: Buffer; readonly question: string; readonly value: number };
}
