import { alignColumns } from '../../lib/util/align-columns.ts';

/** The figures of a bench by name, each seen several times. `ratio to …` is what machines can be compared by. */
export type Figures = Readonly<Record<string, readonly number[]>>;

export function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? NaN;
}

export function tableOf(title: string, figures: Figures): string {
  const rows = Object.entries(figures).map(([name, seen]) => {
    const digits = median(seen) >= 100 ? 0 : 2;
    return [
      name,
      ...[Math.min(...seen), median(seen), Math.max(...seen)].map((figure) => figure.toFixed(digits)),
    ];
  });
  return `\n${title}\n${alignColumns([['', 'min', 'median', 'max'], ...rows])}`;
}
