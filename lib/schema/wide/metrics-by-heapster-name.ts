import type { History } from '../read-back/layout.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

type Place = Pick<History, 'measurement' | 'by'> & Partial<Pick<History, 'where' | 'sumOver'>>;

/** The measurement of each of Heapster's types. */
const objects: Readonly<Record<HeapsterType, Place>> = {
  node: { measurement: 'kube_node', by: ['node'] },
  sys_container: { measurement: 'kube_system_container', by: ['node', 'container'] },
  // A pod of the same name may have been on several nodes.
  pod: { measurement: 'kube_pod', by: ['namespace', 'pod'], sumOver: ['node'] },
  pod_container: {
    measurement: 'kube_container',
    by: ['namespace', 'pod', 'container'],
    sumOver: ['node'],
  },
  ns: { measurement: 'kube_namespace', by: ['namespace'], sumOver: ['shard'] },
  cluster: { measurement: 'kube_cluster', by: [], sumOver: ['shard'] },
};

const networks: Partial<Record<HeapsterType, Place>> = {
  node: {
    measurement: 'kube_network',
    by: ['node'],
    where: { pod: '', kind: '' },
    sumOver: ['interface'],
  },
  pod: {
    measurement: 'kube_network',
    by: ['namespace', 'pod'],
    where: { kind: '' },
    sumOver: ['node', 'interface'],
  },
};

const measured: readonly HeapsterType[] = ['node', 'sys_container', 'pod', 'pod_container'];
const placed: readonly HeapsterType[] = ['node', 'pod', 'pod_container', 'ns', 'cluster'];
const sums: readonly HeapsterType[] = ['ns', 'cluster'];
const everywhere: readonly HeapsterType[] = [...measured, ...sums];

type StoredMetric = Pick<History, 'field' | 'how' | 'divideBy'> & { readonly sets: readonly HeapsterType[] };

/** The fields of `wide` by the name of Heapster's metric. */
const metrics: Readonly<Record<string, readonly StoredMetric[]>> = {
  'cpu/usage': [gauge('cpu_usage_core_nanoseconds', measured)],
  'cpu/usage_rate': [
    { ...rate('cpu_usage_core_nanoseconds', measured), divideBy: 1e6 },
    { ...gauge('cpu_usage_nanocores', sums), divideBy: 1e6 },
  ],
  'cpu/request': [gauge('resource_requests_millicpu_units', placed)],
  'cpu/limit': [gauge('resource_limits_millicpu_units', placed)],
  'cpu/node_capacity': [gauge('capacity_millicpu_cores', ['node'])],
  'cpu/node_allocatable': [gauge('allocatable_millicpu_cores', ['node'])],
  'memory/usage': [gauge('memory_usage_bytes', everywhere)],
  'memory/working_set': [gauge('memory_working_set_bytes', everywhere)],
  'memory/rss': [gauge('memory_rss_bytes', measured)],
  'memory/cache': [gauge('memory_cache_bytes', measured)],
  'memory/page_faults': [gauge('memory_page_faults', measured)],
  'memory/page_faults_rate': [rate('memory_page_faults', measured)],
  'memory/major_page_faults': [gauge('memory_major_page_faults', measured)],
  'memory/major_page_faults_rate': [rate('memory_major_page_faults', measured)],
  'memory/request': [gauge('resource_requests_memory_bytes', placed)],
  'memory/limit': [gauge('resource_limits_memory_bytes', placed)],
  'memory/node_capacity': [gauge('capacity_memory_bytes', ['node'])],
  'memory/node_allocatable': [gauge('allocatable_memory_bytes', ['node'])],
  restart_count: [gauge('restarts_total', ['pod', 'pod_container'])],
};

const trafficMetrics: Readonly<Record<string, StoredMetric>> = Object.fromEntries(
  ['rx', 'tx'].flatMap((way) =>
    ['bytes', 'errors'].flatMap((what) => {
      const name = `network/${way}${what === 'errors' ? '_errors' : ''}`;
      const field = `${way}_${what}`;
      return [
        [name, gauge(field, ['node', 'pod'])],
        [`${name}_rate`, rate(field, ['node', 'pod'])],
      ];
    }),
  ),
);

/** Where the schema wide stores Heapster's metric `name`; `undefined` where it does not have it. */
export function wideMetric(set: HeapsterType, name: string): History | undefined {
  const ofTraffic = trafficMetrics[name];
  const place = ofTraffic ? networks[set] : objects[set];
  const stored = (ofTraffic ? [ofTraffic] : metrics[name])?.find(({ sets }) => sets.includes(set));
  return place && stored && { ...place, field: stored.field, how: stored.how, divideBy: stored.divideBy };
}

export function wideMetricNames(set: HeapsterType): string[] {
  return [...Object.keys(metrics), ...Object.keys(trafficMetrics)]
    .filter((name) => wideMetric(set, name) !== undefined)
    .sort();
}

function gauge(field: string, sets: readonly HeapsterType[]): StoredMetric {
  return { field, how: 'gauge', divideBy: 1, sets };
}

function rate(field: string, sets: readonly HeapsterType[]): StoredMetric {
  return { field, how: 'rate', divideBy: 1, sets };
}
