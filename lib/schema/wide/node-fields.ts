import type { Count } from '../../util/count.ts';
import type { Sample } from '../../model/sample.ts';
import type { Field } from '../measurement.ts';
import { capacityFields, requestFields } from './resource-fields.ts';

/** A node's facts, and utilization and reservation as shares of allocatable. */
export const nodeFactFields: readonly Field<Sample, Sample>[] = [
  ...requestFields<Sample>(
    ({ nodeFacts }) => nodeFacts?.requests,
    ({ nodeFacts }) => nodeFacts?.limits,
    'the pods that hold a place on it',
  ),
  ...capacityFields<Sample>(
    ({ nodeFacts }) => nodeFacts?.capacity,
    ({ nodeFacts }) => nodeFacts?.allocatable,
  ),
  {
    type: 'integer',
    group: 'capacity',
    name: 'capacity_pods',
    unit: 'pods',
    help: 'pods that fit in all',
    of: ({ nodeFacts }) => nodeFacts?.podCapacity,
  },
  {
    type: 'integer',
    group: 'capacity',
    name: 'allocatable_pods',
    unit: 'pods',
    help: 'pods that it takes',
    of: ({ nodeFacts }) => nodeFacts?.podAllocatable,
  },
  {
    type: 'integer',
    group: 'capacity',
    name: 'spec_unschedulable',
    unit: '',
    help: '1 where no new pods are placed on it',
    of: ({ nodeFacts }) => nodeFacts && Number(!nodeFacts.isSchedulable),
  },
  ratio(
    'cpu_utilization_ratio',
    'CPU usage',
    ({ cpu }) => millicoresOf(cpu?.usageNanoCores),
    ({ nodeFacts }) => nodeFacts?.allocatable.cpuMillicores,
  ),
  ratio(
    'memory_utilization_ratio',
    'memory working set',
    ({ memory }) => asNumber(memory?.workingSetBytes),
    ({ nodeFacts }) => nodeFacts?.allocatable.memoryBytes,
  ),
  ratio(
    'cpu_reservation_ratio',
    'CPU asked for',
    ({ nodeFacts }) => nodeFacts?.requests && (nodeFacts.requests.cpuMillicores ?? 0),
    ({ nodeFacts }) => nodeFacts?.allocatable.cpuMillicores,
  ),
  ratio(
    'memory_reservation_ratio',
    'memory asked for',
    ({ nodeFacts }) => nodeFacts?.requests && (nodeFacts.requests.memoryBytes ?? 0),
    ({ nodeFacts }) => nodeFacts?.allocatable.memoryBytes,
  ),
];

function ratio(
  name: string,
  what: string,
  part: (sample: Sample) => number | undefined,
  whole: (sample: Sample) => number | undefined,
): Field<Sample, Sample> {
  return {
    type: 'float',
    group: 'capacity',
    name,
    unit: 'ratio',
    help: `${what} as a share of allocatable`,
    of: (sample) => {
      const [share, all] = [part(sample), whole(sample)];
      return share === undefined || !all ? undefined : share / all;
    },
  };
}

function millicoresOf(nanoCores: Count | undefined): number | undefined {
  return nanoCores === undefined ? undefined : Number(nanoCores) / 1e6;
}

function asNumber(count: Count | undefined): number | undefined {
  return count === undefined ? undefined : Number(count);
}
