import type { Sample } from '../../model/sample.ts';
import type { Metric } from './heapster-metric.ts';
import { containerResources } from './object-metrics.ts';

type Dynamic = Pick<Metric<Sample>, 'name' | 'type' | 'of'>;

/** `<resource>/request` for every other requested resource, as `nvidia.com/gpu/request`. */
export function otherRequests(sample: Sample): Dynamic[] {
  if (sample.kind !== 'pod' && sample.kind !== 'container') return none;
  const others = containerResources(sample, 'requests')?.others;
  if (!others) return none;
  return Object.entries(others).map(([resource, amount]) => ({
    name: `${resource}/request`,
    type: 'integer',
    of: () => amount,
  }));
}

/**
 * `custom/NAME`: a float from /stats/summary; from /stats/container/ the declared type. The newest of each
 * name.
 */
export function customValues({ custom }: Sample): Dynamic[] {
  if (custom.length === 0) return none;
  const newest = new Map<string, Sample['custom'][number]>();
  for (const metric of custom) {
    const known = newest.get(metric.name);
    if (!known || (metric.timeMs ?? 0) >= (known.timeMs ?? 0)) newest.set(metric.name, metric);
  }
  return [...newest.values()].map(({ name, value, isInteger }) => ({
    name: `custom/${name}`,
    type: isInteger ? 'integer' : 'float',
    of: () => value,
  }));
}

const none: Dynamic[] = [];
