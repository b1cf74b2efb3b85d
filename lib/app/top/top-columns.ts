import type { TopColumn } from './top-table.ts';

export type TopKind = 'nodes' | 'pods' | 'namespaces' | 'volumes';

const name = { key: 'name', header: 'NAME', as: 'text' } as const;
const namespace = { key: 'namespace', header: 'NAMESPACE', as: 'text' } as const;
const cpu = { key: 'cpuNanoCores', header: 'CPU(cores)', as: 'millicores' } as const;
const memory = { key: 'memoryBytes', header: 'MEMORY(bytes)', as: 'mebibytes' } as const;
const lastHour = { key: 'lastHour', header: 'CPU, LAST HOUR', as: 'line' } as const;

/** The columns of each kind; sorted by name by default. */
export const topColumns: Readonly<Record<TopKind, readonly TopColumn[]>> = {
  nodes: [
    name,
    cpu,
    { key: 'cpuShare', header: 'CPU%', as: 'percent' },
    memory,
    { key: 'memoryShare', header: 'MEMORY%', as: 'percent' },
    lastHour,
  ],
  pods: [namespace, name, cpu, memory, lastHour],
  namespaces: [name, { key: 'pods', header: 'PODS', as: 'number' }, cpu, memory, lastHour],
  volumes: [
    namespace,
    { key: 'pod', header: 'POD', as: 'text' },
    { key: 'volume', header: 'VOLUME', as: 'text' },
    { key: 'claim', header: 'CLAIM', as: 'text' },
    { key: 'usedBytes', header: 'USED', as: 'mebibytes' },
    { key: 'capacityBytes', header: 'SIZE', as: 'mebibytes' },
    { key: 'usedShare', header: 'USED%', as: 'percent' },
    { ...lastHour, header: 'USED, LAST HOUR' },
  ],
};

/** Names of columns for `--sort`. */
export const sortWords: Readonly<Record<string, string>> = {
  cpu: cpu.key,
  memory: memory.key,
  used: 'usedBytes',
  size: 'capacityBytes',
  share: 'usedShare',
};

/** The columns that identify a row. */
export const nameKeys: Readonly<Record<TopKind, readonly string[]>> = {
  nodes: ['name'],
  pods: ['namespace', 'name'],
  namespaces: ['name'],
  volumes: ['namespace', 'pod', 'volume'],
};
