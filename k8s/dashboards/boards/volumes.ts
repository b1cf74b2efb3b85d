import type { Board } from '../shown.ts';
import { gauge } from './numbers.ts';

const volume = {
  measurement: 'kube_volume',
  of: ['namespace', 'pod', 'volume', 'pvc'],
  where: { namespace: '$namespace', pvc: '*' },
  legend: '[[tag_namespace]]/[[tag_pvc]]',
};

export const volumesBoard: Board = {
  uid: 'heapline-volumes',
  title: 'Volumes',
  description: 'Volumes with a PersistentVolumeClaim: how full they are.',
  variables: ['namespace'],
  rows: [
    {
      title: 'Volumes',
      panels: [
        {
          title: 'How full',
          kind: 'lines',
          unit: 'percentunit',
          most: 1,
          limits: [0.8, 0.9],
          width: 24,
          shown: [{ ...gauge('used_bytes', volume), over: 'capacity_bytes' }],
        },
        { title: 'Used', kind: 'lines', unit: 'bytes', shown: [gauge('used_bytes', volume)] },
        { title: 'Left', kind: 'lines', unit: 'bytes', shown: [gauge('available_bytes', volume)] },
        {
          title: 'Inodes in use',
          kind: 'lines',
          unit: 'none',
          description: 'METRICS with the group inodes.',
          shown: [gauge('inodes_used', volume)],
        },
        {
          title: 'Now',
          kind: 'table',
          unit: 'bytes',
          shown: [{ ...gauge('available_bytes', volume), isNewest: true }],
        },
      ],
    },
  ],
};
