import type { Downsampled } from '../../downsampled.ts';
import { durationText } from './wish.ts';

export function taskName(bucket: string): string {
  return `heapline: thin out ${bucket}`;
}

/**
 * A task that thins a bucket out into another: of gauges the mean, of what only grows the last value.
 * @see https://docs.influxdata.com/influxdb/v2/process-data/common-tasks/downsample-data/
 */
export function fluxTask(options: {
  readonly org: string;
  readonly from: string;
  readonly into: string;
  readonly everyS: number;
  readonly downsampled: readonly Downsampled[];
}): string {
  const every = durationText(options.everyS);
  const thinned = (fields: (one: Downsampled) => readonly string[], fn: 'mean' | 'last') => {
    const chosen = options.downsampled.filter((one) => fields(one).length > 0);
    const names = [...new Set(chosen.flatMap(fields))].map((name) => text(name)).join(', ');
    const measurements = chosen.map(({ measurement }) => text(measurement)).join(', ');
    return [
      `from(bucket: ${text(options.from)})`,
      `  |> range(start: -${every})`,
      `  |> filter(fn: (r) => contains(value: r._measurement, set: [${measurements}]))`,
      `  |> filter(fn: (r) => contains(value: r._field, set: [${names}]))`,
      `  |> aggregateWindow(every: ${every}, fn: ${fn}, createEmpty: false)`,
      `  |> to(bucket: ${text(options.into)}, org: ${text(options.org)})`,
    ].join('\n');
  };
  return [
    // The minute of waiting lets a run that is under way come to its end.
    `option task = {name: ${text(taskName(options.from))}, every: ${every}, offset: 1m}`,
    thinned(({ means }) => means, 'mean'),
    thinned(({ lasts }) => lasts, 'last'),
    '',
  ].join('\n\n');
}

/** A string of Flux, in which `${` would begin an expression. */
function text(value: string): string {
  return `"${value.replace(/[\\"]|\$(?=\{)/g, '\\$&')}"`;
}
