import { cluster } from './boards/cluster.ts';
import { heaplineBoard } from './boards/heapline.ts';
import { namespaceBoard } from './boards/namespace.ts';
import { nodeBoard } from './boards/node.ts';
import { podBoard } from './boards/pod.ts';
import { volumesBoard } from './boards/volumes.ts';
import type { Board } from './shown.ts';

/** All dashboards, from the cluster to its parts. */
export const boards: readonly Board[] = [
  cluster,
  nodeBoard,
  namespaceBoard,
  podBoard,
  volumesBoard,
  heaplineBoard,
];
