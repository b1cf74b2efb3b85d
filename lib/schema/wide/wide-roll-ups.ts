import type { Count } from '../../util/count.ts';
import type { Group } from '../../model/metric-groups.ts';
import type { RollUp } from '../../model/roll-up.ts';
import type { Field, Measurement, Tag } from '../measurement.ts';
import { capacityFields, requestFields } from './resource-fields.ts';

type RollUpField = Field<unknown, RollUp>;

const podSums: readonly RollUpField[] = [
  integer(undefined, 'pods', 'pods', 'pods with statistics', ({ pods }) => pods),
  integer(
    undefined,
    'pods_without_stats',
    'pods',
    'pods that should run and have none: pending, just started, or on a node that did not answer',
    ({ podsWithoutStats }) => podsWithoutStats,
  ),
  integer(
    undefined,
    'containers',
    'containers',
    'containers with statistics',
    ({ containers }) => containers,
  ),
  integer(
    'cpu',
    'cpu_usage_nanocores',
    'nanocores',
    'sum over the pods, each by its own cgroup',
    ({ cpuUsageNanoCores }) => cpuUsageNanoCores,
  ),
  integer(
    'memory',
    'memory_usage_bytes',
    'bytes',
    'sum over the pods, caches included',
    ({ memoryUsageBytes }) => memoryUsageBytes,
  ),
  integer(
    'memory',
    'memory_working_set_bytes',
    'bytes',
    'sum over the pods',
    ({ memoryWorkingSetBytes }) => memoryWorkingSetBytes,
  ),
  ...requestFields<RollUp>(
    ({ requests }) => requests,
    ({ limits }) => limits,
    'the pods that hold a place on a node',
  ),
];

const shardTag: Tag<RollUp, RollUp> = {
  name: 'shard',
  help: 'with SHARD, whose nodes the sums are of, as `0/4`: add the shards up',
  of: ({ shard }) => shard,
};

export const kubeNamespace: Measurement<RollUp, RollUp> = {
  name: 'kube_namespace',
  help: 'A namespace: sums over its pods.',
  items: (rollUp) => (rollUp.namespace === undefined ? [] : [rollUp]),
  timeMs: () => undefined,
  timeHelp: 'the run’s minute',
  tags: [{ name: 'namespace', help: 'name of the namespace', of: ({ namespace }) => namespace }, shardTag],
  fields: podSums,
};

export const kubeCluster: Measurement<RollUp, RollUp> = {
  name: 'kube_cluster',
  help: 'The cluster: sums over all pods, and sums over all nodes, which count what runs outside of pods, too.',
  items: (rollUp) => (rollUp.namespace === undefined ? [rollUp] : []),
  timeMs: () => undefined,
  timeHelp: 'the run’s minute',
  tags: [shardTag],
  fields: [
    ...podSums,
    integer(undefined, 'nodes', 'nodes', 'nodes that answered', ({ nodes }) => nodes?.answered ?? 0),
    integer(
      'cpu',
      'node_cpu_usage_nanocores',
      'nanocores',
      'sum over the nodes',
      ({ nodes }) => nodes?.cpuUsageNanoCores,
    ),
    integer(
      'memory',
      'node_memory_usage_bytes',
      'bytes',
      'sum over the nodes, caches included',
      ({ nodes }) => nodes?.memoryUsageBytes,
    ),
    integer(
      'memory',
      'node_memory_working_set_bytes',
      'bytes',
      'sum over the nodes',
      ({ nodes }) => nodes?.memoryWorkingSetBytes,
    ),
    integer(
      'memory',
      'node_allocatable_memory_bytes',
      'bytes',
      'memory that pods may have on those nodes whose working sets are summed',
      ({ nodes }) => nodes?.allocatableOfMeasuredBytes,
    ),
    ...capacityFields<RollUp>(
      ({ nodes }) => nodes?.capacity,
      ({ nodes }) => nodes?.allocatable,
    ),
  ],
};

function integer(
  group: Group | undefined,
  name: string,
  unit: string,
  help: string,
  of: (rollUp: RollUp) => Count | undefined,
): RollUpField {
  return { type: 'integer', group, name, unit, help, of };
}
