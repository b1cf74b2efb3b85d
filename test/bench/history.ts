import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type Figures, median } from './figures.ts';

const file = new URL('history.json', import.meta.url);

/** Medians of one day, by bench and figure. */
export interface Entry {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly benches: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What is compared: machines differ in seconds, and less in ratios and memory. */
const comparable = /ratio|RSS|MiB from the API/;
const noise = 1.15;

export function entryOf(benches: Readonly<Record<string, Figures>>, date: string): Entry {
  const medians = Object.entries(benches).map(([name, figures]) => [
    name,
    Object.fromEntries(
      Object.entries(figures).map(([figure, seen]) => [figure, Number(median(seen).toPrecision(4))]),
    ),
  ]);
  return {
    date,
    node: process.versions.node,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? '?'}`,
    benches: Object.fromEntries(medians) as Entry['benches'],
  };
}

export function readHistory(): readonly Entry[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Entry[];
}

/** Adds an entry; what was measured on the same day, on the same machine, is one with it. Gives what was saved. */
export function save(entry: Entry): Entry {
  const history = readHistory();
  const last = history.at(-1);
  const isSame = last?.date === entry.date && last.cpu === entry.cpu && last.node === entry.node;
  const saved = isSame ? { ...entry, benches: { ...last.benches, ...entry.benches } } : entry;
  const kept = isSame ? history.slice(0, -1) : history;
  writeFileSync(file, `${JSON.stringify([...kept, saved], undefined, 2)}\n`);
  return saved;
}

/** What is worse than it was by more than noise, as rows; better is told, too. */
export function compared(entry: Entry, before: Entry): string[][] {
  return Object.entries(entry.benches).flatMap(([bench, figures]) =>
    Object.entries(figures).flatMap(([name, now]) => {
      const then = before.benches[bench]?.[name];
      if (then === undefined || !comparable.test(name)) return [];
      const change = now / then;
      const verdict = change > noise ? 'WORSE' : change < 1 / noise ? 'better' : '';
      return [[bench, name, String(then), String(now), `${change.toFixed(2)}×`, verdict]];
    }),
  );
}
