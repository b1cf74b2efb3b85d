import type { Board } from '../shown.ts';
import { cpu, cpuBounds, gauge, memory, memoryBounds, pods, traffic } from './numbers.ts';

const where = { node: '$node' };
const node = { measurement: 'kube_node', of: ['node'], where };
const named = { ...node, legend: '[[tag_node]]' };
const pod = { ...pods, where };

export const nodeBoard: Board = {
  uid: 'heapline-node',
  title: 'Node',
  description: 'One node, or those that are chosen: load, CPU, memory, network, disk, and the pods on it.',
  variables: ['node'],
  rows: [
    {
      title: 'CPU, memory, load',
      panels: [
        {
          title: 'CPU',
          kind: 'lines',
          unit: 'suffix: cores',
          shown: [
            cpu({ ...node, legend: '[[tag_node]] used' }),
            ...cpuBounds(node).map((shown) => ({ ...shown, legend: `[[tag_node]] ${shown.legend}` })),
            gauge('allocatable_millicpu_cores', { ...node, legend: '[[tag_node]] allocatable' }, 1000),
          ],
        },
        {
          title: 'Memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            memory({ ...node, legend: '[[tag_node]] working set' }),
            gauge('memory_usage_bytes', { ...node, legend: '[[tag_node]] with caches' }),
            ...memoryBounds(node).map((shown) => ({ ...shown, legend: `[[tag_node]] ${shown.legend}` })),
            gauge('allocatable_memory_bytes', { ...node, legend: '[[tag_node]] allocatable' }),
          ],
        },
        {
          title: 'Load: time in which tasks waited',
          kind: 'lines',
          unit: 'percent',
          description:
            'Pressure stall information over 60 s: METRICS with the group psi, Kubernetes 1.33 and later.',
          shown: ['cpu', 'memory', 'io'].map((of) =>
            gauge(`psi_${of}_some_avg60_percent`, { ...node, legend: `[[tag_node]] for ${of}` }),
          ),
        },
        {
          title: 'Processes',
          kind: 'lines',
          unit: 'none',
          description: 'METRICS with the group process.',
          shown: [gauge('process_count', named)],
        },
      ],
    },
    {
      title: 'Network and disk',
      panels: [
        {
          title: 'Network',
          kind: 'lines',
          unit: 'Bps',
          shown: traffic({
            of: ['node', 'interface'],
            where: { ...where, pod: '' },
            legend: '[[tag_node]] [[tag_interface]]',
          }),
        },
        {
          title: 'Network errors',
          kind: 'lines',
          unit: 'pps',
          shown: (['rx_errors', 'tx_errors'] as const).map((field) => ({
            measurement: 'kube_network',
            field,
            how: 'rate' as const,
            of: ['node', 'interface'],
            where: { ...where, pod: '' },
            legend: `[[tag_node]] [[tag_interface]] ${field === 'rx_errors' ? 'in' : 'out'}`,
          })),
        },
        {
          title: 'Filesystems',
          kind: 'lines',
          unit: 'percentunit',
          most: 1,
          limits: [0.8, 0.9],
          shown: [
            {
              ...gauge('used_bytes', {
                measurement: 'kube_filesystem',
                of: ['node', 'filesystem'],
                where: { ...where, pod: '' },
                legend: '[[tag_node]] [[tag_filesystem]]',
              }),
              over: 'capacity_bytes',
            },
          ],
        },
        {
          title: 'System containers: memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            memory({
              measurement: 'kube_system_container',
              of: ['node', 'container'],
              where,
              legend: '[[tag_node]] [[tag_container]]',
            }),
          ],
        },
      ],
    },
    {
      title: 'Pods',
      panels: [
        { title: 'CPU by pod', kind: 'stack', unit: 'suffix: cores', shown: [cpu(pod)] },
        { title: 'Memory by pod', kind: 'stack', unit: 'bytes', shown: [memory(pod)] },
      ],
    },
  ],
};
