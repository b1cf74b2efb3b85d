import { alignColumns } from '../util/align-columns.ts';
import type { NodeReport } from '../model/run.ts';

const maxRows = 50;

/** The nodes that answered, as in `kubectl top nodes`; sorted by CPU where there are too many to show. */
export function nodeTable(nodes: readonly NodeReport[]): string {
  const up = nodes.filter(({ failure }) => failure === undefined);
  const shown =
    up.length > maxRows
      ? [...up].sort((a, b) => (b.cpuNanoCores ?? 0) - (a.cpuNanoCores ?? 0)).slice(0, maxRows)
      : [...up].sort((a, b) => a.node.name.localeCompare(b.node.name, 'en', { numeric: true }));
  const header = ['NAME', 'CPU(cores)', 'CPU%', 'MEMORY(bytes)', 'MEMORY%', 'PODS'];
  const table = alignColumns([header, ...shown.map(row)]);
  return up.length > maxRows ? `${table}… and ${up.length - maxRows} more\n` : table;
}

function row({ node, cpuNanoCores, memoryWorkingSetBytes, pods }: NodeReport): string[] {
  const { cpuMillicores, memoryBytes } = node.facts.allocatable;
  return [
    node.name,
    cpuNanoCores === undefined ? unknown : `${Math.ceil(cpuNanoCores / 1e6)}m`,
    percent(cpuNanoCores, cpuMillicores === undefined ? undefined : cpuMillicores * 1e6),
    memoryWorkingSetBytes === undefined ? unknown : `${Math.floor(memoryWorkingSetBytes / 2 ** 20)}Mi`,
    percent(memoryWorkingSetBytes, memoryBytes),
    String(pods ?? 0),
  ];
}

const unknown = '<unknown>';

function percent(part: number | undefined, whole: number | undefined): string {
  return part === undefined || !whole ? unknown : `${Math.floor((part / whole) * 100)}%`;
}
