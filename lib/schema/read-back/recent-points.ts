import type { Count } from '../../util/count.ts';
import { type ReadKind, type StoredNumber, storedNumbers } from '../../model/stored-numbers.ts';
import type { RecentPoints, StoredPoint, StoredValues } from '../../model/stored-points.ts';
import { heapsterLayout } from '../heapster/heapster-layout.ts';
import { tagIs } from '../influxql.ts';
import { wideLayout } from '../wide/wide-layout.ts';
import type { ReadMeasurement, ReadLayout, LayoutTag } from './layout.ts';

type SchemaName = 'wide' | 'heapster' | 'heapster-fields';

export function layoutOf(schema: SchemaName): ReadLayout {
  return schema === 'wide' ? wideLayout : heapsterLayout(schema === 'heapster-fields');
}

const objectTags = {
  nodes: ['node'],
  pods: ['node', 'namespace', 'pod', 'container'],
} as const satisfies Record<ReadKind, readonly LayoutTag[]>;

/**
 * InfluxQL for all points of nodes, or of the containers on `nodes`, since `fromMs`. Tags are returned as
 * columns: for 150,000 series that costs InfluxDB a third of GROUP BY.
 */
export function recentQuery(
  { tags, measurements }: ReadLayout,
  kind: ReadKind,
  chosen: { readonly clusterName: string; readonly fromMs: number; readonly nodes?: readonly string[] },
): string {
  const isOneOf = (tag: string, values: readonly string[]) =>
    `(${values.map((value) => tagIs(tag, value)).join(' OR ')})`;
  return measurements[kind]
    .map(({ measurement, where = {}, fields, sumOver }) => {
      const conditions = [
        tagIs(tags.cluster, chosen.clusterName),
        ...Object.entries(where).map(([tag, value]) => isOneOf(tag, [value].flat())),
        ...(chosen.nodes ? [isOneOf(tags.node, chosen.nodes)] : []),
        `time > ${chosen.fromMs}ms`,
      ];
      const columns = [
        ...objectTags[kind].map((tag) => tags[tag]),
        ...(sumOver === undefined ? [] : [sumOver]),
        ...Object.keys(fields),
      ].map((column) => `"${column}"`);
      return `SELECT ${columns.join(', ')} FROM "${measurement}" WHERE ${conditions.join(' AND ')}`;
    })
    .join('; ');
}

/** Rows of one measurement, or a chunk of them. */
interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** Collects the answer to `recentQuery`, chunk by chunk, in any order. */
interface RecentReader {
  readonly add: (table: Table) => void;
  readonly recents: () => RecentPoints[];
}

type Numbers = { -readonly [Name in keyof StoredValues]: StoredValues[Name] };

interface CollectedPoints extends Pick<RecentPoints, 'node' | 'namespace' | 'pod' | 'container'> {
  /** By the time of the point. */
  readonly points: Map<number, Numbers>;
  /** The newest of the numbers with their own time, by the tag that is summed over. */
  readonly ownTimed: Map<string, { readonly pointMs: number; readonly numbers: Numbers }>;
}

export function recentReader({ tags, measurements }: ReadLayout, kind: ReadKind): RecentReader {
  const objects = new Map<string, CollectedPoints>();
  return {
    add: ({ name, columns, values }) => {
      const part = measurements[kind].find(({ measurement }) => measurement === name);
      if (!part) return;
      const at = (column: string) => columns.indexOf(column);
      const places = objectTags[kind].map((tag) => at(tags[tag]));
      const numbers = Object.entries(part.fields).map(([field, number]) => [at(field), number] as const);
      const over = part.sumOver === undefined ? -1 : at(part.sumOver);
      for (const cells of values) {
        const object = objectOf(
          objects,
          places.map((place) => textOf(cells[place])),
        );
        if (object) addRow(object, part, cells, numbers, textOf(cells[over]));
      }
    },
    recents: () => [...objects.values()].flatMap((object) => recentOf(object, kind) ?? []),
  };
}

function objectOf(
  objects: Map<string, CollectedPoints>,
  [node, namespace, pod, container]: readonly (string | undefined)[],
): CollectedPoints | undefined {
  if (node === undefined) return undefined;
  const key = `${namespace ?? ''}\n${pod ?? ''}\n${container ?? ''}\n${node}`;
  let object = objects.get(key);
  if (!object) {
    object = { node, namespace, pod, container, points: new Map(), ownTimed: new Map() };
    objects.set(key, object);
  }
  return object;
}

function addRow(
  { points, ownTimed }: CollectedPoints,
  { hasOwnTime }: ReadMeasurement,
  cells: readonly unknown[],
  places: readonly (readonly [number, StoredNumber])[],
  over = '',
): void {
  const pointMs = Number(cells[0]);
  const numbers: Numbers = hasOwnTime ? {} : (points.get(pointMs) ?? {});
  for (const [place, number] of places) {
    const cell = cells[place];
    if (typeof cell === 'number' || typeof cell === 'bigint')
      (numbers as Record<StoredNumber, Count>)[number] =
        'isCounter' in storedNumbers[number] ? cell : Number(cell);
  }
  if (!hasOwnTime) points.set(pointMs, numbers);
  else if (pointMs >= (ownTimed.get(over)?.pointMs ?? 0)) ownTimed.set(over, { pointMs, numbers });
}

function textOf(cell: unknown): string | undefined {
  return typeof cell === 'string' && cell !== '' ? cell : undefined;
}

function recentOf(
  { points, ownTimed, ...object }: CollectedPoints,
  kind: ReadKind,
): RecentPoints | undefined {
  const counted = [...points].filter(([, { usageCoreNanoSeconds }]) => usageCoreNanoSeconds !== undefined);
  // A virtual kubelet may report pods only: its node must still be found.
  const seen = counted.length === 0 && kind === 'nodes' ? [...points] : counted;
  const [newest, ...earlier] = seen.sort(([one], [other]) => other - one);
  if (!newest) return undefined;
  const sums: Partial<Record<StoredNumber, number>> = {};
  for (const { numbers } of ownTimed.values())
    for (const [name, number] of Object.entries(numbers) as [StoredNumber, number][])
      sums[name] = (sums[name] ?? 0) + number;
  const last = pointOf(newest[0], { ...newest[1], ...sums });
  const previous = earlier
    .map(([pointMs, numbers]) => pointOf(pointMs, numbers))
    .find(({ timeMs }) => timeMs < last.timeMs);
  return { ...object, last, previous };
}

function pointOf(pointMs: number, { sampleMs = pointMs, ...numbers }: Numbers): StoredPoint {
  // Sample times far from the point are another run's.
  const timeMs = Math.abs(sampleMs - pointMs) < maxSampleDelayMs ? sampleMs : pointMs;
  return { ...numbers, pointMs, timeMs };
}

const maxSampleDelayMs = 3_600_000;
