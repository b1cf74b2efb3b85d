import type { Board, Shown } from '../shown.ts';
import { cpu, cpuBounds, gauge, memory, memoryBounds, traffic } from './numbers.ts';

// With shards each run has its own sums, which are added.
const whole = { measurement: 'kube_cluster', of: ['shard'], by: [] };
const node = { measurement: 'kube_node', of: ['node'], legend: '[[tag_node]]' };
const namespace = {
  measurement: 'kube_namespace',
  of: ['namespace', 'shard'],
  by: ['namespace'],
  legend: '[[tag_namespace]]',
};

function share(field: string, over: string): Shown {
  return { ...gauge(field, { ...whole, legend: 'used' }), over };
}

export const cluster: Board = {
  uid: 'heapline-cluster',
  title: 'Cluster',
  description: 'All nodes and namespaces: what is used, what is asked for, what is there.',
  variables: [],
  rows: [
    {
      title: 'At a glance',
      panels: [
        {
          title: 'Nodes',
          kind: 'number',
          unit: 'none',
          shown: [gauge('nodes', { ...whole, legend: 'nodes' })],
        },
        { title: 'Pods', kind: 'number', unit: 'none', shown: [gauge('pods', { ...whole, legend: 'pods' })] },
        {
          title: 'Pods without numbers',
          kind: 'number',
          unit: 'none',
          description:
            'They should run and have no statistics: pending, just started, or on a node that did not answer.',
          limits: [5, 50],
          shown: [gauge('pods_without_stats', { ...whole, legend: 'pods' })],
        },
        {
          title: 'Memory in use',
          kind: 'number',
          unit: 'percentunit',
          most: 1,
          limits: [0.8, 0.9],
          description: 'The working sets of all nodes, of what pods may have.',
          shown: [share('node_memory_working_set_bytes', 'node_allocatable_memory_bytes')],
        },
        {
          title: 'CPU asked for',
          kind: 'number',
          unit: 'percentunit',
          limits: [0.8, 0.95],
          description: 'CPU requests, of what pods may have.',
          shown: [share('resource_requests_millicpu_units', 'allocatable_millicpu_cores')],
        },
        {
          title: 'Memory asked for',
          kind: 'number',
          unit: 'percentunit',
          limits: [0.8, 0.95],
          description: 'Memory requests, of what pods may have.',
          shown: [share('resource_requests_memory_bytes', 'allocatable_memory_bytes')],
        },
      ],
    },
    {
      title: 'CPU and memory',
      panels: [
        {
          title: 'CPU',
          kind: 'lines',
          unit: 'suffix: cores',
          shown: [
            gauge('node_cpu_usage_nanocores', { ...whole, legend: 'used by nodes' }, 1_000_000_000),
            gauge('cpu_usage_nanocores', { ...whole, legend: 'used by pods' }, 1_000_000_000),
            ...cpuBounds(whole),
            gauge('allocatable_millicpu_cores', { ...whole, legend: 'allocatable' }, 1000),
          ],
        },
        {
          title: 'Memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            gauge('node_memory_working_set_bytes', { ...whole, legend: 'working set of nodes' }),
            gauge('memory_working_set_bytes', { ...whole, legend: 'working set of pods' }),
            ...memoryBounds(whole),
            gauge('allocatable_memory_bytes', { ...whole, legend: 'allocatable' }),
          ],
        },
        {
          title: 'CPU by namespace',
          kind: 'stack',
          unit: 'suffix: cores',
          shown: [gauge('cpu_usage_nanocores', namespace, 1_000_000_000)],
        },
        { title: 'Memory by namespace', kind: 'stack', unit: 'bytes', shown: [memory(namespace)] },
      ],
    },
    {
      title: 'Nodes',
      panels: [
        { title: 'CPU by node', kind: 'lines', unit: 'suffix: cores', shown: [cpu(node)] },
        { title: 'Memory by node', kind: 'lines', unit: 'bytes', shown: [memory(node)] },
        {
          title: 'Network by node',
          kind: 'lines',
          unit: 'Bps',
          description: 'Through the nodes’ own interfaces.',
          shown: traffic({
            of: ['node', 'interface'],
            by: ['node'],
            where: { pod: '', kind: '' },
            legend: '[[tag_node]]',
          }),
        },
        {
          title: 'Disk by node',
          kind: 'lines',
          unit: 'percentunit',
          most: 1,
          limits: [0.8, 0.9],
          description: 'What is used of the root filesystem.',
          shown: [
            {
              ...gauge('used_bytes', {
                measurement: 'kube_filesystem',
                of: ['node'],
                where: { filesystem: 'root', pod: '' },
                legend: '[[tag_node]]',
              }),
              over: 'capacity_bytes',
            },
          ],
        },
      ],
    },
  ],
};
