import type { RollUp } from '../../model/roll-up.ts';
import { integer, type Metric } from './heapster-metric.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

const summed: readonly HeapsterType[] = ['ns', 'cluster'];

/** The six metrics that Heapster summed over the pods of a namespace and the cluster. */
export const rollUpMetrics: readonly Metric<RollUp>[] = [
  sum('cpu/usage_rate', 'millicores', ({ cpuMillicores }) => cpuMillicores),
  sum('memory/usage', 'bytes', ({ memoryUsageBytes }) => memoryUsageBytes),
  sum('cpu/request', 'millicores', ({ containerRequests: all }) => all && (all.cpuMillicores ?? 0)),
  sum('cpu/limit', 'millicores', ({ containerLimits: all }) => all && (all.cpuMillicores ?? 0)),
  sum('memory/request', 'bytes', ({ containerRequests: all }) => all && (all.memoryBytes ?? 0)),
  sum('memory/limit', 'bytes', ({ containerLimits: all }) => all && (all.memoryBytes ?? 0)),
];

function sum(name: string, unit: string, of: Metric<RollUp>['of']): Metric<RollUp> {
  return integer(name, unit, summed, 'sum over the pods', of);
}
