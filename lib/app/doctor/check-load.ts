import type { Transport } from '../../influx/transport.ts';
import { destinationName, type InfluxSettings, queryPath } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import { type Finding, findingsOf } from './finding.ts';

/** The highest measured cost of a field value in InfluxDB 1.x. */
const cpuMicrosecondsPerValue = 14;
const maxCpuShare = 0.5;
/** The default of max-series-per-database in InfluxDB 1.x. */
const defaultMaxSeries = 1_000_000;
const maxSeriesShare = 0.8;

/**
 * Whether InfluxDB can take the expected number of field values a minute.
 *
 * @param sampled the number of nodes that were measured
 */
export function checkLoad(
  { settings }: { readonly settings: InfluxSettings },
  { sampled, nodes, values }: { readonly sampled: number; readonly nodes: number; readonly values: number },
): Finding {
  const { ok, warning, skipped } = findingsOf('load', destinationName(settings));
  if (sampled === 0) return skipped('no node gave numbers to count');
  const perMinute = Math.round((values / sampled) * nodes);
  const cpuSeconds = (perMinute * cpuMicrosecondsPerValue) / 1e6;
  const says = `about ${perMinute} values a minute for ${nodes} nodes: up to ${cpuSeconds.toFixed(cpuSeconds < 1 ? 2 : 0)} CPU seconds a minute of InfluxDB`;
  return cpuSeconds < 60 * maxCpuShare
    ? ok(says)
    : warning(
        says,
        'Write fewer groups (METRICS, see METRICS.md), or leave out namespaces (SKIP_NAMESPACES).',
      );
}

export async function checkSeries(
  { settings, transport }: { readonly settings: InfluxSettings; readonly transport: Transport },
  signal: AbortSignal,
): Promise<Finding> {
  const { ok, warning, skipped } = findingsOf('series', destinationName(settings));
  try {
    const tables = await queryTables(transport, queryPath(settings), 'SHOW SERIES CARDINALITY', signal);
    const count = tables.flatMap(({ values }) => values.flat()).find((cell) => typeof cell === 'number');
    if (count === undefined) return skipped('the database does not tell');
    const says = `the database holds about ${count} series`;
    return count < defaultMaxSeries * maxSeriesShare
      ? ok(says)
      : warning(
          `${says}, and by default takes ${defaultMaxSeries} at most`,
          'Raise max-series-per-database in influxdb.conf, shorten the retention, or write fewer groups (METRICS).',
        );
  } catch {
    return skipped('the user may not see it');
  }
}

/** Counted by the checks, for the load estimate. */
export interface LoadSample {
  nodes: number;
  sampled: number;
  values: number;
}
