import type { Board } from '../shown.ts';
import { cpu, cpuBounds, gauge, memory, memoryBounds, pods, traffic, workloads } from './numbers.ts';

const where = { namespace: '$namespace', workload: '$workload', pod: '$pod' };
const pod = { ...pods, where };
const workload = { ...workloads, where };
const container = {
  measurement: 'kube_container',
  of: ['namespace', 'pod', 'container'],
  where: { ...where, container: '$container' },
  legend: `${pods.legend} [[tag_container]]`,
};
const ofPod = <Of extends { readonly legend: string }>(shown: Of) => ({
  ...shown,
  legend: `${pods.legend} ${shown.legend}`,
});

export const podBoard: Board = {
  uid: 'heapline-pod',
  title: 'Pod and workload',
  description: 'A workload’s pods and their containers.',
  variables: ['namespace', 'workload', 'pod', 'container'],
  rows: [
    {
      title: 'The workload',
      panels: [
        {
          title: 'CPU of the workload',
          kind: 'lines',
          unit: 'suffix: cores',
          shown: [cpu(workload)],
        },
        {
          title: 'Memory of the workload',
          kind: 'lines',
          unit: 'bytes',
          shown: [memory(workload)],
        },
      ],
    },
    {
      title: 'Pods',
      panels: [
        {
          title: 'CPU',
          kind: 'lines',
          unit: 'suffix: cores',
          shown: [cpu({ ...pod, legend: `${pods.legend} used` }), ...cpuBounds(pod).map(ofPod)],
        },
        {
          title: 'Memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [memory({ ...pod, legend: `${pods.legend} working set` }), ...memoryBounds(pod).map(ofPod)],
        },
        {
          title: 'Network',
          kind: 'lines',
          unit: 'Bps',
          shown: traffic({
            of: ['namespace', 'pod', 'interface'],
            where,
            legend: `${pods.legend} [[tag_interface]]`,
          }),
        },
        {
          title: 'Ephemeral storage',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            gauge('used_bytes', {
              measurement: 'kube_filesystem',
              of: ['namespace', 'pod'],
              where: { ...where, filesystem: 'ephemeral' },
              legend: pods.legend,
            }),
          ],
        },
        {
          title: 'Restarts',
          kind: 'lines',
          unit: 'none',
          shown: [gauge('restarts_total', pod)],
        },
      ],
    },
    {
      title: 'Containers',
      panels: [
        { title: 'CPU by container', kind: 'lines', unit: 'suffix: cores', shown: [cpu(container)] },
        { title: 'Memory by container', kind: 'lines', unit: 'bytes', shown: [memory(container)] },
      ],
    },
  ],
};
