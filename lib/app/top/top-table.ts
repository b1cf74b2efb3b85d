import { oneLine } from '../../util/one-line.ts';
import { alignColumns } from '../../util/align-columns.ts';

/** What a row may hold. */
export type TopValue = string | number | undefined | readonly (number | undefined)[];

export interface TopColumn {
  /** In JSON, and to sort by. */
  readonly key: string;
  readonly header: string;
  readonly as: 'text' | 'millicores' | 'mebibytes' | 'percent' | 'number' | 'line';
}

export type TopRow = Readonly<Record<string, TopValue>>;

/**
 * As `kubectl top` prints it, and the last hour as a line of its own.
 *
 * @param left how many rows there are besides these
 */
export function topTable(columns: readonly TopColumn[], rows: readonly TopRow[], left: number): string {
  const header = columns.map((column) => column.header);
  const cells = rows.map((row) => columns.map(({ key, as }) => cellOf(row[key], as)));
  return `${alignColumns([header, ...cells])}${left > 0 ? `… and ${left} more\n` : ''}`;
}

function cellOf(value: TopValue, as: TopColumn['as']): string {
  if (Array.isArray(value)) return sparkline(value as readonly (number | undefined)[]);
  if (typeof value !== 'number') return typeof value === 'string' ? oneLine(value) : '<unknown>';
  switch (as) {
    case 'millicores':
      return `${Math.ceil(value / 1e6)}m`;
    case 'mebibytes':
      return `${Math.floor(value / 2 ** 20)}Mi`;
    case 'percent':
      return `${Math.floor(value * 100)}%`;
    default:
      return String(value);
  }
}

const blocks = '▁▂▃▄▅▆▇█';

/** A line of blocks from 0 to the most of it; a gap where nothing is known. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      return blocks[most === 0 ? 0 : Math.min(blocks.length - 1, Math.floor((value / most) * blocks.length))];
    })
    .join('');
}
