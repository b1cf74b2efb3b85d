import type { Point } from './expected.ts';

/** What a panel's query says it shows; the words are those of k8s/dashboards/shown.ts. */
interface Shown {
  readonly measurement: string;
  readonly field: string;
  readonly how: 'rate' | 'gauge';
  readonly of: readonly string[];
  readonly by?: readonly string[];
  readonly where?: Readonly<Record<string, string>>;
  readonly over?: string;
  readonly divideBy?: number;
  readonly pick?: 'max' | 'min';
  readonly isNewest?: true;
}

interface Share {
  readonly value: number;
  /** What it is a share of. */
  readonly over: number;
}

type Sample = Share & { readonly timeMs: number };

/** The numbers of a line, by the start of their interval. */
type Lines = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * The lines that a panel has to show, worked out of points in memory: each object's samples become numbers, numbers the
 * mean of an interval, objects the sum of a line.
 *
 * @param chosen what each variable chooses; `undefined` for all
 */
export function linesOfPanel(
  shown: Shown,
  points: readonly Point[],
  chosen: Readonly<Record<string, readonly string[] | undefined>>,
  intervalMs: number,
): Lines {
  const lines = new Map<string, Map<number, Share>>();
  const objects = Map.groupBy(
    points.filter((point) => point.measurement === shown.measurement && isChosen(point, shown, chosen)),
    ({ tags }) => shown.of.map((tag) => tags[tag] ?? '').join('\n'),
  );
  for (const ofObject of objects.values()) {
    const key = (shown.by ?? shown.of).map((tag) => ofObject[0]?.tags[tag] ?? '').join('\n');
    const line = lines.get(key) ?? new Map<number, Share>();
    for (const [startMs, mean] of meansOf(
      samplesOf(shown, ofObject),
      shown.isNewest ? undefined : intervalMs,
      shown.pick,
    )) {
      const known = line.get(startMs);
      line.set(startMs, { value: mean.value + (known?.value ?? 0), over: mean.over + (known?.over ?? 0) });
    }
    if (line.size > 0) lines.set(key, line);
  }
  const shownOf = ({ value, over }: Share) =>
    (shown.over === undefined ? value : value / over) / (shown.divideBy ?? 1);
  return new Map(
    [...lines].map(([key, line]) => [
      key,
      new Map([...line].map(([startMs, share]) => [startMs, shownOf(share)])),
    ]),
  );
}

function isChosen(
  { tags }: Point,
  { where = {} }: Shown,
  chosen: Readonly<Record<string, readonly string[] | undefined>>,
) {
  return Object.entries(where).every(([tag, value]) => {
    const own = tags[tag] ?? '';
    if (value === '*') return own !== '';
    return value.startsWith('$') ? (chosen[value.slice(1)]?.includes(own) ?? true) : own === value;
  });
}

function samplesOf({ how, field, over }: Shown, points: readonly Point[]): Sample[] {
  const samples = points
    .filter(({ fields }) => fields[field] !== undefined && (over === undefined || fields[over] !== undefined))
    .map(({ timeMs, fields }) => ({
      timeMs,
      value: Number(fields[field]),
      over: Number(fields[over ?? '']),
    }))
    .sort((a, b) => a.timeMs - b.timeMs);
  if (how === 'gauge') return samples;
  return samples.slice(1).flatMap(({ timeMs, value }, index) => {
    const before = samples[index]!;
    const rate = (value - before.value) / ((timeMs - before.timeMs) / 1000);
    return rate < 0 ? [] : [{ timeMs, value: rate, over: NaN }];
  });
}

/** Without an interval the newest sample alone, at its own time. */
function meansOf(
  samples: readonly Sample[],
  intervalMs: number | undefined,
  pick: 'max' | 'min' | undefined,
): Map<number, Share> {
  const last = samples.at(-1);
  if (intervalMs === undefined) return new Map(last ? [[last.timeMs, last]] : []);
  const intervals = Map.groupBy(samples, ({ timeMs }) => Math.floor(timeMs / intervalMs) * intervalMs);
  const mean = (all: readonly Sample[], of: (sample: Sample) => number) =>
    pick ? Math[pick](...all.map(of)) : all.reduce((sum, sample) => sum + of(sample), 0) / all.length;
  return new Map(
    [...intervals].map(([startMs, all]) => [
      startMs,
      { value: mean(all, ({ value }) => value), over: mean(all, ({ over }) => over) },
    ]),
  );
}
