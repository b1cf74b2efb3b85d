import type { Count } from '../../util/count.ts';
import type { Look, Recent } from '../../model/stored-points.ts';
import { heapsterShape } from '../heapster/heapster-layout.ts';
import { tagIs } from '../influxql.ts';
import { wideShape } from '../wide/wide-layout.ts';
import type { Part, ReadKind, ReadNumber, Shape, ShapeTag } from './layout.ts';

type SchemaName = 'wide' | 'heapster' | 'heapster-fields';

export function shapeOf(schema: SchemaName): Shape {
  return schema === 'wide' ? wideShape : heapsterShape(schema === 'heapster-fields');
}

const objectTags = {
  nodes: ['node'],
  pods: ['node', 'namespace', 'pod', 'container'],
} as const satisfies Record<ReadKind, readonly ShapeTag[]>;

/**
 * InfluxQL for all points of nodes, or of the containers on `nodes`, since `fromMs`. What tells objects apart comes as columns:
 * of 150,000 series that costs InfluxDB a third of what groups of two points each do.
 */
export function recentQuestion(
  { tags, parts }: Shape,
  kind: ReadKind,
  chosen: { readonly clusterName: string; readonly fromMs: number; readonly nodes?: readonly string[] },
): string {
  const isOneOf = (tag: string, values: readonly string[]) =>
    `(${values.map((value) => tagIs(tag, value)).join(' OR ')})`;
  return parts[kind]
    .map(({ measurement, where = {}, fields, addedOver }) => {
      const conditions = [
        tagIs(tags.cluster, chosen.clusterName),
        ...Object.entries(where).map(([tag, value]) => isOneOf(tag, [value].flat())),
        ...(chosen.nodes ? [isOneOf(tags.node, chosen.nodes)] : []),
        `time > ${chosen.fromMs}ms`,
      ];
      const columns = [
        ...objectTags[kind].map((tag) => tags[tag]),
        ...(addedOver === undefined ? [] : [addedOver]),
        ...Object.keys(fields),
      ].map((column) => `"${column}"`);
      return `SELECT ${columns.join(', ')} FROM "${measurement}" WHERE ${conditions.join(' AND ')}`;
    })
    .join('; ');
}

/** Rows of one measurement, or a piece of them. */
interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** Takes the answer to `recentQuestion` piece by piece, in whatever order. */
interface RecentReader {
  readonly add: (table: Table) => void;
  readonly recents: () => Recent[];
}

type Numbers = Partial<Record<ReadNumber, Count>>;

interface Growing extends Pick<Recent, 'node' | 'namespace' | 'pod' | 'container'> {
  /** By the time of the point. */
  readonly looks: Map<number, Numbers>;
  /** Of what is measured at times of its own the newest, by what it is added up over. */
  readonly apart: Map<string, { readonly pointMs: number; readonly numbers: Numbers }>;
}

export function recentReader({ tags, parts }: Shape, kind: ReadKind): RecentReader {
  const objects = new Map<string, Growing>();
  return {
    add: ({ name, columns, values }) => {
      const part = parts[kind].find(({ measurement }) => measurement === name);
      if (!part) return;
      const at = (column: string) => columns.indexOf(column);
      const places = objectTags[kind].map((tag) => at(tags[tag]));
      const numbers = Object.entries(part.fields).map(([field, number]) => [at(field), number] as const);
      const over = part.addedOver === undefined ? -1 : at(part.addedOver);
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
  objects: Map<string, Growing>,
  [node, namespace, pod, container]: readonly (string | undefined)[],
): Growing | undefined {
  if (node === undefined) return undefined;
  const key = `${namespace ?? ''}\n${pod ?? ''}\n${container ?? ''}\n${node}`;
  let object = objects.get(key);
  if (!object) {
    object = { node, namespace, pod, container, looks: new Map(), apart: new Map() };
    objects.set(key, object);
  }
  return object;
}

function addRow(
  { looks, apart }: Growing,
  { isApart }: Part,
  cells: readonly unknown[],
  places: readonly (readonly [number, ReadNumber])[],
  over = '',
): void {
  const pointMs = Number(cells[0]);
  const numbers: Numbers = isApart ? {} : (looks.get(pointMs) ?? {});
  for (const [place, number] of places) {
    const cell = cells[place];
    if (typeof cell === 'number' || typeof cell === 'bigint') numbers[number] = cell;
  }
  if (!isApart) looks.set(pointMs, numbers);
  else if (pointMs >= (apart.get(over)?.pointMs ?? 0)) apart.set(over, { pointMs, numbers });
}

function textOf(cell: unknown): string | undefined {
  return typeof cell === 'string' && cell !== '' ? cell : undefined;
}

function recentOf({ looks, apart, ...object }: Growing, kind: ReadKind): Recent | undefined {
  const counted = [...looks].filter(([, { usageCoreNanoSeconds }]) => usageCoreNanoSeconds !== undefined);
  // A virtual kubelet may tell of its pods alone: they are looked for where their node was seen.
  const seen = counted.length === 0 && kind === 'nodes' ? [...looks] : counted;
  const [newest, ...earlier] = seen.sort(([one], [other]) => other - one);
  if (!newest) return undefined;
  const sums: Numbers = {};
  for (const { numbers } of apart.values())
    for (const [name, number] of Object.entries(numbers) as [ReadNumber, Count][])
      sums[name] = Number(sums[name] ?? 0) + Number(number);
  const last = lookOf(newest[0], { ...newest[1], ...sums });
  const before = earlier
    .map(([pointMs, numbers]) => lookOf(pointMs, numbers))
    .find(({ timeMs }) => timeMs < last.timeMs);
  return { ...object, last, before };
}

function lookOf(pointMs: number, numbers: Numbers): Look {
  const number = (name: ReadNumber) => (numbers[name] === undefined ? undefined : Number(numbers[name]));
  const sampleMs = number('sampleMs') ?? pointMs;
  return {
    pointMs,
    // A sample is of the run that wrote it.
    timeMs: Math.abs(sampleMs - pointMs) < mostApartMs ? sampleMs : pointMs,
    usageCoreNanoSeconds: numbers.usageCoreNanoSeconds,
    workingSetBytes: number('workingSetBytes'),
    swapBytes: number('swapBytes'),
    ephemeralStorageBytes: number('ephemeralStorageBytes'),
    startTimeMs: number('startTimeMs'),
    allocatableMillicores: number('allocatableMillicores'),
    allocatableBytes: number('allocatableBytes'),
  };
}

const mostApartMs = 3_600_000;
