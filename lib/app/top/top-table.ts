import { oneLine } from '../../util/one-line.ts';
import { alignColumns } from '../../util/align-columns.ts';

/** The value of a cell. */
export type TopValue = string | number | undefined | readonly (number | undefined)[];

export interface TopColumn {
  /** In JSON output, and for sorting. */
  readonly key: string;
  readonly header: string;
  readonly as: 'text' | 'millicores' | 'mebibytes' | 'percent' | 'number' | 'line';
}

export type TopRow = Readonly<Record<string, TopValue>>;

/**
 * A table as `kubectl top` prints it, with a sparkline of the last hour.
 *
 * @param left number of rows that are not shown
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

/** A sparkline from 0 to the maximum; a gap where nothing is known. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const max = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      return blocks[max === 0 ? 0 : Math.min(blocks.length - 1, Math.floor((value / max) * blocks.length))];
    })
    .join('');
}
