import type { Board } from '../shown.ts';
import { cpu, cpuBounds, gauge, memory, memoryBounds, traffic } from './numbers.ts';

const where = { namespace: '$namespace', workload: '$workload', pod: '$pod' };
const pod = { measurement: 'kube_pod', of: ['namespace', 'pod'], where };
const named = { ...pod, legend: '[[tag_pod]]' };
const container = {
  measurement: 'kube_container',
  of: ['namespace', 'pod', 'container'],
  where: { ...where, container: '$container' },
  legend: '[[tag_pod]] [[tag_container]]',
};
const ofPod = <Of extends { readonly legend: string }>(shown: Of) => ({
  ...shown,
  legend: `[[tag_pod]] ${shown.legend}`,
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
          shown: [
            cpu({
              ...pod,
              of: ['workload', 'namespace', 'pod'],
              by: ['workload'],
              legend: '[[tag_workload]]',
            }),
          ],
        },
        {
          title: 'Memory of the workload',
          kind: 'lines',
          unit: 'bytes',
          shown: [
            memory({
              ...pod,
              of: ['workload', 'namespace', 'pod'],
              by: ['workload'],
              legend: '[[tag_workload]]',
            }),
          ],
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
          shown: [cpu({ ...pod, legend: '[[tag_pod]] used' }), ...cpuBounds(pod).map(ofPod)],
        },
        {
          title: 'Memory',
          kind: 'lines',
          unit: 'bytes',
          shown: [memory({ ...pod, legend: '[[tag_pod]] working set' }), ...memoryBounds(pod).map(ofPod)],
        },
        {
          title: 'Network',
          kind: 'lines',
          unit: 'Bps',
          shown: traffic({
            of: ['namespace', 'pod', 'interface'],
            where,
            legend: '[[tag_pod]] [[tag_interface]]',
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
              legend: '[[tag_pod]]',
            }),
          ],
        },
        {
          title: 'Restarts',
          kind: 'lines',
          unit: 'none',
          shown: [gauge('restarts_total', named)],
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
