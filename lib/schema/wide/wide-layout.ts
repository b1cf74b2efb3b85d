import { wideMetric, wideMetricNames } from './metrics-by-heapster-name.ts';
import { type History, type ReadLayout, readMeasurements } from '../read-back/layout.ts';

const ownMeasurements = { nodes: 'kube_node', pods: 'kube_container' } as const;

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
  measurements: readMeasurements(({ wide }, kind) => {
    const place = wide[kind];
    if (place === undefined) return undefined;
    return typeof place === 'string'
      ? { measurement: ownMeasurements[kind], field: place }
      : { ...place, hasOwnTime: true };
  }),
};

function cpuOf(measurement: string, by: readonly string[]): History {
  return { measurement, field: 'cpu_usage_core_nanoseconds', how: 'rate', divideBy: 1e9, by };
}
