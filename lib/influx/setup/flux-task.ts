import type { Downsampled } from '../../model/stored-points.ts';
import { durationText } from './database-spec.ts';

export function taskName(bucket: string, schema: string): string {
  return `heapline: thin out ${bucket} (${schema})`;
}

/**
 * A task that downsamples a bucket into another: the mean of gauges, the last value of counters.
 * @see https://docs.influxdata.com/influxdb/v2/process-data/common-tasks/downsample-data/
 */
export function fluxTask(options: {
  readonly name: string;
  readonly org: string;
  readonly from: string;
  readonly into: string;
  readonly everyS: number;
  readonly downsampled: readonly Downsampled[];
}): string {
  const every = durationText(options.everyS);
  const downsample = (fields: (one: Downsampled) => readonly string[], fn: 'mean' | 'last') => {
    const pairs = options.downsampled
      .filter((one) => fields(one).length > 0)
      .map((one) => {
        const names = fields(one).map(text).join(', ');
        return `(r._measurement == ${text(one.measurement)} and contains(value: r._field, set: [${names}]))`;
      });
    return [
      `from(bucket: ${text(options.from)})`,
      `  |> range(start: -${every})`,
      '  |> filter(fn: (r) =>',
      `    ${pairs.join(' or\n    ')})`,
      `  |> aggregateWindow(every: ${every}, fn: ${fn}, createEmpty: false)`,
      `  |> to(bucket: ${text(options.into)}, org: ${text(options.org)})`,
    ].join('\n');
  };
  return [
    // The offset lets a run finish its writes.
    `option task = {name: ${text(options.name)}, every: ${every}, offset: 1m}`,
    downsample(({ means }) => means, 'mean'),
    downsample(({ lasts }) => lasts, 'last'),
    '',
  ].join('\n\n');
}

/** A Flux string, in which `${` would begin an expression. */
function text(value: string): string {
  return `"${value.replace(/[\\"]|\$(?=\{)/g, '\\$&')}"`;
}
