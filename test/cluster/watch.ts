import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Truth } from '../simulator/json.ts';
import type { Cluster } from './cluster.ts';
import { type Said, saidBy } from './kubelet-truth.ts';

/** What a container's control group said at a moment. */
export interface Reading {
  readonly atMs: number;
  readonly cpuNanoSeconds: number;
  readonly workingSetBytes: number;
}

export interface Watch {
  /** What the kubelets said of each object, one after the other. */
  readonly said: ReadonlyMap<string, readonly Said[]>;
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  readonly stop: () => void;
}

/**
 * Asks every kubelet twice a second what it says, and reads the control groups of containers beside it.
 *
 * @param containerIds as the container runtime has them
 */
export function watchKubelets({ ask, nodes }: Cluster, containerIds: readonly string[]): Watch {
  const said = new Map<string, Said[]>();
  const readings = new Map<string, Reading[]>(containerIds.map((id) => [id, []]));
  const sample = () => {
    for (const { name, address } of nodes)
      void ask(`https://${address}:10250/stats/summary`)
        .then((summary) => {
          for (const one of saidBy(summary as Truth)) said.set(one.key, [...(said.get(one.key) ?? []), one]);
        })
        .catch((error: unknown) => console.error(`${name}: ${String(error)}`));
  };
  const groups = containerIds.map((id) => [id, groupOf(nodes, id)] as const);
  const read = () => {
    for (const [id, group] of groups) readings.get(id)?.push(readingOf(group));
  };
  const timers = [setInterval(sample, 500), setInterval(read, 200)];
  return { said, readings, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

/** A container's control group, below each hierarchy. */
function groupOf(nodes: Cluster['nodes'], containerId: string): string {
  const hierarchy = '/sys/fs/cgroup/cpuacct';
  const [found] = nodes.flatMap(({ controlGroup }) =>
    globSync(`${hierarchy}/${controlGroup}/kubepods/**/${containerId}`),
  );
  if (found === undefined) throw new Error(`There is no control group of ${containerId}.`);
  return found.slice(hierarchy.length);
}

/** As cAdvisor reads it, and Heapster's users know it: the working set is what is used less what could be dropped. */
function readingOf(group: string): Reading {
  const memory = join('/sys/fs/cgroup/memory', group);
  const usedBytes = Number(readFileSync(join(memory, 'memory.usage_in_bytes'), 'utf8'));
  const statistics = readFileSync(join(memory, 'memory.stat'), 'utf8');
  const inactiveBytes = Number(/^total_inactive_file (\d+)$/m.exec(statistics)?.[1]);
  return {
    atMs: Date.now(),
    cpuNanoSeconds: Number(readFileSync(join('/sys/fs/cgroup/cpuacct', group, 'cpuacct.usage'), 'utf8')),
    workingSetBytes: Math.max(0, usedBytes - inactiveBytes),
  };
}
