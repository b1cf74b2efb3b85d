import type { Part, ReadNumber, Shape } from '../reading/shape.ts';
import { measurementAndField, type SetType } from './metric.ts';

const numbers = {
  'cpu/usage': 'usageCoreNanoSeconds',
  'memory/working_set': 'workingSetBytes',
  'ephemeral_storage/usage': 'ephemeralStorageBytes',
} as const satisfies Record<string, ReadNumber>;

/**
 * Where Heapster's schemas keep what is read back. Points of Heapster itself have no `sample_ms`: then the minute that they
 * carry serves.
 */
export function heapsterShape(hasFields: boolean): Shape {
  const partsOf = (type: SetType) =>
    Object.entries(numbers).map(([name, number]): Part => {
      const { measurement, field } = hasFields
        ? measurementAndField(name)
        : { measurement: name, field: 'value' };
      const isCounter = number === 'usageCoreNanoSeconds';
      return {
        measurement,
        where: { type },
        fields: { [field]: number, ...(isCounter ? { sample_ms: 'sampleMs' } : {}) },
      };
    });
  return {
    tags: {
      cluster: 'cluster_name',
      node: 'nodename',
      namespace: 'namespace_name',
      pod: 'pod_name',
      container: 'container_name',
    },
    parts: { nodes: partsOf('node'), pods: partsOf('pod_container') },
  };
}
