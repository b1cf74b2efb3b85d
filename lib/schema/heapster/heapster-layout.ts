import { type History, type ReadLayout, readMeasurements } from '../read-back/layout.ts';
import { measurementAndField } from './heapster-metric.ts';
import { sampleMetrics } from './object-metrics.ts';
import { rollUpMetrics } from './roll-up-metrics.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

const tagsOfSets: Readonly<Record<HeapsterType, Pick<History, 'by' | 'sumOver'>>> = {
  node: { by: ['nodename'] },
  sys_container: { by: ['nodename', 'container_name'] },
  pod: { by: ['namespace_name', 'pod_name'] },
  pod_container: { by: ['namespace_name', 'pod_name', 'container_name'] },
  ns: { by: ['namespace_name'], sumOver: ['shard'] },
  cluster: { by: [], sumOver: ['shard'] },
};

function namesOf(set: HeapsterType): string[] {
  const all: readonly { readonly name: string; readonly sets: readonly HeapsterType[] }[] = [
    ...sampleMetrics,
    ...rollUpMetrics,
  ];
  return all.flatMap(({ name, sets }) => (sets.includes(set) ? [name] : [])).sort();
}

// The prefix of pod volumes in the tag resource_id.
const prefix = 'Volume:';

/**
 * Where Heapster's schemas store what is read back. Points that Heapster wrote have no `sample_ms`: their own
 * time is used.
 */
export function heapsterLayout(hasFields: boolean): ReadLayout {
  const placeOf = (name: string) =>
    hasFields ? measurementAndField(name) : { measurement: name, field: 'value' };
  const cpuOf = (type: HeapsterType, by: readonly string[]): History => ({
    ...placeOf('cpu/usage_rate'),
    how: 'gauge',
    divideBy: 1000,
    where: { type },
    by,
  });
  const used = placeOf('filesystem/usage');
  return {
    tags: {
      cluster: 'cluster_name',
      node: 'nodename',
      namespace: 'namespace_name',
      pod: 'pod_name',
      container: 'container_name',
    },
    measurements: readMeasurements(({ heapster }, kind) => {
      const place = heapster[kind];
      if (place === undefined) return undefined;
      const where = { type: kind === 'nodes' ? 'node' : 'pod_container' };
      return typeof place === 'string'
        ? { ...placeOf(place), where }
        : { ...placeOf(place.metric), field: place.field, where };
    }),
    metric: (set, name) =>
      namesOf(set).includes(name)
        ? { ...placeOf(name), how: 'gauge', divideBy: 1, where: { type: set }, ...tagsOfSets[set] }
        : undefined,
    metricNames: namesOf,
    isOfMinute: true,
    histories: {
      nodes: cpuOf('node', ['nodename']),
      pods: cpuOf('pod', ['namespace_name', 'pod_name']),
      namespaces: { ...cpuOf('ns', ['namespace_name']), sumOver: ['shard'] },
      volumes: {
        ...used,
        how: 'gauge',
        divideBy: 1,
        where: { type: 'pod' },
        by: ['namespace_name', 'pod_name', 'resource_id'],
        prefix,
      },
    },
    volumes: {
      used,
      capacity: placeOf('filesystem/limit'),
      where: { type: 'pod' },
      volumeTag: 'resource_id',
      prefix,
      claimTag: undefined,
    },
  };
}
