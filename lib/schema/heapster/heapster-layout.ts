import type { History, Part, ReadNumber, Shape } from '../read-back/layout.ts';
import { measurementAndField } from './heapster-metric.ts';
import { sampleMetrics } from './object-metrics.ts';
import { rollUpMetrics } from './roll-up-metrics.ts';
import type { SetType } from '../../model/stored-points.ts';

const ofObjects = {
  'cpu/usage': 'usageCoreNanoSeconds',
  'memory/working_set': 'workingSetBytes',
  'ephemeral_storage/usage': 'ephemeralStorageBytes',
} as const satisfies Record<string, ReadNumber>;

const ofNodes = {
  ...ofObjects,
  'cpu/node_allocatable': 'allocatableMillicores',
  'memory/node_allocatable': 'allocatableBytes',
} as const satisfies Record<string, ReadNumber>;

const tagsOfSets: Readonly<Record<SetType, Pick<History, 'by' | 'addedOver'>>> = {
  node: { by: ['nodename'] },
  sys_container: { by: ['nodename', 'container_name'] },
  pod: { by: ['namespace_name', 'pod_name'] },
  pod_container: { by: ['namespace_name', 'pod_name', 'container_name'] },
  ns: { by: ['namespace_name'], addedOver: ['shard'] },
  cluster: { by: [], addedOver: ['shard'] },
};

function namesOf(set: SetType): string[] {
  const all: readonly { readonly name: string; readonly sets: readonly SetType[] }[] = [
    ...sampleMetrics,
    ...rollUpMetrics,
  ];
  return all.flatMap(({ name, sets }) => (sets.includes(set) ? [name] : [])).sort();
}

// Of what stands in resource_id, the pods’ volumes.
const prefix = 'Volume:';

/**
 * Where Heapster's schemas keep what is read back. Points of Heapster itself have no `sample_ms`: then the minute that they
 * carry serves.
 */
export function heapsterShape(hasFields: boolean): Shape {
  const placeOf = (name: string) =>
    hasFields ? measurementAndField(name) : { measurement: name, field: 'value' };
  const partsOf = (type: SetType, numbers: Readonly<Record<string, ReadNumber>>) => {
    const parts = new Map<string, Part>();
    for (const [name, number] of Object.entries(numbers)) {
      const { measurement, field } = placeOf(name);
      const sampleTime: Part['fields'] = name === 'cpu/usage' ? { sample_ms: 'sampleMs' } : {};
      const fields = { ...parts.get(measurement)?.fields, [field]: number, ...sampleTime };
      parts.set(measurement, { measurement, where: { type }, fields });
    }
    return [...parts.values()];
  };
  const cpuOf = (type: SetType, by: readonly string[]): History => ({
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
    parts: { nodes: partsOf('node', ofNodes), pods: partsOf('pod_container', ofObjects) },
    metric: (set, name) =>
      namesOf(set).includes(name)
        ? { ...placeOf(name), how: 'gauge', divideBy: 1, where: { type: set }, ...tagsOfSets[set] }
        : undefined,
    metricNames: namesOf,
    isOfMinute: true,
    histories: {
      nodes: cpuOf('node', ['nodename']),
      pods: cpuOf('pod', ['namespace_name', 'pod_name']),
      namespaces: { ...cpuOf('ns', ['namespace_name']), addedOver: ['shard'] },
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
