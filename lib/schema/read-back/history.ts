import { tagIs } from '../influxql.ts';
import type { History, ReadLayout } from './layout.ts';

/** A part of a history. */
export interface Span {
  readonly clusterName: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** One number for each step; without it every stored number. */
  readonly stepMs?: number | undefined;
  /** Interpolates steps without a number. */
  readonly isFilled?: boolean;
  /** The objects: values of the tags in `by`. */
  readonly objects: readonly (readonly string[])[];
}

/** InfluxQL for a history: a series for each object; times are the starts of steps. */
export function historyQuery(
  { tags }: ReadLayout,
  { measurement, field, how, where = {}, by, prefix = '', sumOver }: History,
  { clusterName, fromMs, toMs, stepMs, isFilled = false, objects }: Span,
): string {
  const conditions = [
    tagIs(tags.cluster, clusterName),
    ...Object.entries(where).map(([tag, value]) => tagIs(tag, value)),
    ...(by.length > 0
      ? [
          `(${objects.map((object) => by.map((tag, index) => tagIs(tag, (index === by.length - 1 ? prefix : '') + (object[index] ?? ''))).join(' AND ')).join(' OR ')})`,
        ]
      : []),
  ].join(' AND ');
  const groups = [...by, ...(sumOver ?? [])].map((tag) => `"${tag}"`);
  const over = (ms: number) => `time >= ${ms}ms AND time <= ${toMs}ms`;
  // The first rate needs the number before it.
  const source =
    how === 'gauge'
      ? { from: `"${measurement}" WHERE ${conditions} AND ${over(fromMs)}`, column: field }
      : {
          from:
            `(SELECT non_negative_derivative("${field}", 1s) AS "value" FROM "${measurement}" WHERE ${conditions} AND ${over(fromMs - marginMs)} ` +
            `${groupBy(groups)}) WHERE ${over(fromMs)}`,
          column: 'value',
        };
  return stepMs === undefined
    ? `SELECT "${source.column}" AS "value" FROM ${source.from}${groupBy(groups)}`
    : `SELECT mean("${source.column}") AS "value" FROM ${source.from}${groupBy([`time(${stepMs}ms)`, ...groups])} fill(${isFilled ? 'linear' : 'none'})`;
}

function groupBy(groups: readonly string[]): string {
  return groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
}

const marginMs = 600_000;

interface Series {
  readonly tags: Readonly<Record<string, string>>;
  readonly values: readonly (readonly unknown[])[];
}

/** By `historyKey`: numbers by time, summed over several series. */
export type Histories = Map<string, Map<number, number>>;

export function addHistory(
  histories: Histories,
  { by, divideBy, prefix = '' }: History,
  { tags, values }: Series,
): void {
  const key = historyKey(
    by.map((tag, index) => (tags[tag] ?? '').slice(index === by.length - 1 ? prefix.length : 0)),
  );
  const history = histories.get(key) ?? new Map<number, number>();
  histories.set(key, history);
  for (const [time, value] of values)
    if (typeof time === 'number' && typeof value === 'number')
      history.set(time, (history.get(time) ?? 0) + value / divideBy);
}

export function historyKey(object: readonly string[]): string {
  return object.join('\n');
}
