import type { StoredNumber } from '../../model/stored-numbers.ts';
import type { Usage } from '../../transform/usage.ts';
import type { TopColumn } from './top-table.ts';

export type TopKind = 'nodes' | 'pods' | 'namespaces' | 'volumes';

/** A column whose value is made of the usage of a node, or of all containers of a pod or namespace. */
interface UsageColumn extends TopColumn {
  readonly of: (usages: readonly Usage[]) => number | undefined;
}

const name = { key: 'name', header: 'NAME', as: 'text' } as const;
const namespace = { key: 'namespace', header: 'NAMESPACE', as: 'text' } as const;
const lastHour = { key: 'lastHour', header: 'CPU, LAST HOUR', as: 'line' } as const;

const cpu: UsageColumn = {
  key: 'cpuNanoCores',
  header: 'CPU(cores)',
  as: 'millicores',
  of: (usages) => usages.reduce((total, { nanoCores }) => total + nanoCores, 0),
};
const memory: UsageColumn = {
  key: 'memoryBytes',
  header: 'MEMORY(bytes)',
  as: 'mebibytes',
  of: (usages) => sum(usages, 'workingSetBytes'),
};

/** The columns of each kind; sorted by name by default. */
export const topColumns: Readonly<Record<TopKind, readonly (TopColumn | UsageColumn)[]>> = {
  nodes: [
    name,
    cpu,
    {
      key: 'cpuShare',
      header: 'CPU%',
      as: 'percent',
      of: (usages) => share(cpu.of(usages), (sum(usages, 'allocatableMillicores') ?? 0) * 1e6),
    },
    memory,
    {
      key: 'memoryShare',
      header: 'MEMORY%',
      as: 'percent',
      of: (usages) => share(memory.of(usages), sum(usages, 'allocatableBytes')),
    },
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

/** The sum of a stored number over the newest points; `undefined` where none has it. */
function sum(
  usages: readonly Usage[],
  number: Exclude<StoredNumber, 'usageCoreNanoSeconds'>,
): number | undefined {
  const known = usages.flatMap(({ newest }) => newest[number] ?? []);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}

/** `undefined` where a part or the whole is not known. */
export function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}

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
