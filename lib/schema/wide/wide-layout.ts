import { wideMetric, wideMetricNames } from './metrics-by-heapster-name.ts';
import type { History, ReadLayout } from '../read-back/layout.ts';

const fields = {
  cpu_usage_core_nanoseconds: 'usageCoreNanoSeconds',
  memory_working_set_bytes: 'workingSetBytes',
  swap_usage_bytes: 'swapBytes',
  start_time_ms: 'startTimeMs',
} as const;

/** Where the schema wide stores what is read back. */
export const wideLayout: ReadLayout = {
  tags: { cluster: 'cluster', node: 'node', namespace: 'namespace', pod: 'pod', container: 'container' },
  metric: wideMetric,
  metricNames: wideMetricNames,
  isOfMinute: false,
  histories: {
    nodes: cpuOf('kube_node', ['node']),
    // A pod of the same name may have been on another node.
    pods: { ...cpuOf('kube_pod', ['namespace', 'pod']), sumOver: ['node'] },
    namespaces: {
      measurement: 'kube_namespace',
      field: 'cpu_usage_nanocores',
      how: 'gauge',
      divideBy: 1e9,
      by: ['namespace'],
      sumOver: ['shard'],
    },
    volumes: {
      measurement: 'kube_volume',
      field: 'used_bytes',
      how: 'gauge',
      divideBy: 1,
      by: ['namespace', 'pod', 'volume'],
    },
  },
  volumes: {
    used: { measurement: 'kube_volume', field: 'used_bytes' },
    capacity: { measurement: 'kube_volume', field: 'capacity_bytes' },
    where: {},
    volumeTag: 'volume',
    prefix: '',
    claimTag: 'pvc',
  },
  measurements: {
    nodes: [
      {
        measurement: 'kube_node',
        fields: {
          ...fields,
          allocatable_millicpu_cores: 'allocatableMillicores',
          allocatable_memory_bytes: 'allocatableBytes',
        },
      },
      {
        measurement: 'kube_filesystem',
        where: { filesystem: 'root', pod: '' },
        fields: { used_bytes: 'ephemeralStorageBytes' },
        hasOwnTime: true,
      },
    ],
    pods: [
      { measurement: 'kube_container', fields },
      {
        measurement: 'kube_filesystem',
        where: { filesystem: ['rootfs', 'logs'] },
        fields: { used_bytes: 'ephemeralStorageBytes' },
        hasOwnTime: true,
        sumOver: 'filesystem',
      },
    ],
  },
};

function cpuOf(measurement: string, by: readonly string[]): History {
  return { measurement, field: 'cpu_usage_core_nanoseconds', how: 'rate', divideBy: 1e9, by };
}
