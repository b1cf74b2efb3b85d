import type { NodeFacts, Resources } from '../../model/facts.ts';
import type { Sample } from '../../model/sample.ts';
import { float, type Metric } from './heapster-metric.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

interface Kind {
  readonly resource: 'cpu' | 'memory' | 'ephemeral_storage';
  readonly unit: string;
  readonly amount: (resources: Resources) => number | undefined;
  /** The node's usage, in the same unit. */
  readonly usage: (sample: Sample) => number | undefined;
  readonly usageHelp: string;
}

const kinds: readonly Kind[] = [
  {
    resource: 'cpu',
    unit: 'millicores',
    amount: ({ cpuMillicores }) => cpuMillicores,
    usage: ({ rates }) => rates?.cpuMillicores,
    usageHelp: 'cpu/usage_rate',
  },
  {
    resource: 'memory',
    unit: 'bytes',
    amount: ({ memoryBytes }) => memoryBytes,
    usage: ({ memory }) => (memory?.usageBytes === undefined ? undefined : Number(memory.usageBytes)),
    usageHelp: 'memory/usage',
  },
  {
    resource: 'ephemeral_storage',
    unit: 'bytes',
    amount: ({ ephemeralStorageBytes }) => ephemeralStorageBytes,
    usage: ({ source, filesystems }) => {
      const used = filesystems.find(({ name }) => name === 'root')?.usedBytes;
      return source !== 'summary' || used === undefined ? undefined : Number(used);
    },
    usageHelp: 'ephemeral_storage/usage',
  },
];

const nodes: readonly HeapsterType[] = ['node'];

/** Capacity, and utilization and reservation as shares of allocatable; absent where a part is not known. */
export const nodeMetrics: readonly Metric<Sample>[] = kinds.flatMap(
  ({ resource, unit, amount, usage, usageHelp }): Metric<Sample>[] => {
    const inBoth = (facts: NodeFacts | undefined) =>
      facts !== undefined && amount(facts.capacity) !== undefined && amount(facts.allocatable) !== undefined;
    const share = (part: number | undefined, facts: NodeFacts | undefined) => {
      const whole = facts && amount(facts.allocatable);
      return part === undefined || !whole ? undefined : part / whole;
    };
    return [
      float(`${resource}/node_capacity`, unit, nodes, 'all there is', ({ nodeFacts }) =>
        nodeFacts && inBoth(nodeFacts) ? amount(nodeFacts.capacity) : undefined,
      ),
      float(`${resource}/node_allocatable`, unit, nodes, 'what pods may have', ({ nodeFacts }) =>
        nodeFacts && inBoth(nodeFacts) ? amount(nodeFacts.allocatable) : undefined,
      ),
      float(
        `${resource}/node_utilization`,
        'ratio',
        nodes,
        `${usageHelp} as a share of allocatable`,
        (sample) => share(usage(sample), sample.nodeFacts),
      ),
      float(
        `${resource}/node_reservation`,
        'ratio',
        nodes,
        `${resource}/request as a share of allocatable`,
        ({ nodeFacts }) => {
          const requests = nodeFacts?.containerRequests;
          return requests && share(amount(requests) ?? 0, nodeFacts);
        },
      ),
    ];
  },
);
