import type { Board } from '../shown.ts';
import { cpu, cpuBounds, gauge, memory, memoryBounds, pods, traffic, workloads } from './numbers.ts';

const where = { namespace: '$namespace' };
const namespace = { measurement: 'kube_namespace', of: ['namespace', 'shard'], by: ['namespace'], where };
const workload = { ...workloads, where };
const pod = { ...pods, where };
const named = <Of extends { readonly legend: string }>(shown: Of) => ({
  ...shown,
  legend: `[[tag_namespace]] ${shown.legend}`,
});

export const namespaceBoard: Board = {
  uid: 'heapline-namespace',
  title: 'Namespace',
  description: 'A namespace: what its pods use beside what they ask for, by workload and by pod.',
  variables: ['namespace'],
  rows: [
    {
      title: 'The namespace',
      panels: [
        {
          title: 'CPU',
          kind: 'lines',
          unit: 'suffix: cores',
          shown: [
            gauge('cpu_usage_nanocores', { ...namespace, legend: '[[tag_namespace]] used' }, 1_000_000_000),
            ...cpuBounds(namespace).map(named),
          ],
        },
        {
          title: 'Memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            memory({ ...namespace, legend: '[[tag_namespace]] working set' }),
            ...memoryBounds(namespace).map(named),
          ],
        },
        {
          title: 'Pods',
          kind: 'lines',
          unit: 'none',
          shown: [
            gauge('pods', { ...namespace, legend: '[[tag_namespace]] pods' }),
            gauge('pods_without_stats', { ...namespace, legend: '[[tag_namespace]] without numbers' }),
          ],
        },
        {
          title: 'Network',
          kind: 'lines',
          unit: 'Bps',
          description:
            'Pods on the host’s network report the node’s, and count as often as there are such pods.',
          shown: traffic({
            of: ['namespace', 'pod', 'interface'],
            by: ['namespace'],
            where: { ...where, kind: '' },
            legend: '[[tag_namespace]]',
          }),
        },
      ],
    },
    {
      title: 'Workloads',
      panels: [
        { title: 'CPU by workload', kind: 'stack', unit: 'suffix: cores', shown: [cpu(workload)] },
        { title: 'Memory by workload', kind: 'stack', unit: 'bytes', shown: [memory(workload)] },
      ],
    },
    {
      title: 'Pods',
      panels: [
        { title: 'CPU by pod', kind: 'lines', unit: 'suffix: cores', shown: [cpu(pod)] },
        { title: 'Memory by pod', kind: 'lines', unit: 'bytes', shown: [memory(pod)] },
      ],
    },
  ],
};
