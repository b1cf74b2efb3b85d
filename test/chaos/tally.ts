import type { Verdict } from './judge.ts';
import { kindsOf, type Plan } from './plan.ts';

/** The sums over many runs. */
interface Tally {
  runs: number;
  wrongRuns: number;
  expected: number;
  found: number;
  duplicated: number;
  lost: number;
  givenUp: number;
  refused: number;
  readonly peaksRssBytes: number[];
  readonly kinds: Map<string, number>;
}

export function emptyTally(): Tally {
  return {
    runs: 0,
    wrongRuns: 0,
    ...{ expected: 0, found: 0, duplicated: 0, lost: 0, givenUp: 0, refused: 0 },
    peaksRssBytes: [],
    kinds: new Map(),
  };
}

export function addToTally(tally: Tally, plan: Plan, verdict: Verdict): void {
  tally.runs++;
  if (verdict.wrong.length > 0) tally.wrongRuns++;
  for (const key of ['expected', 'found', 'duplicated', 'lost', 'givenUp', 'refused'] as const)
    tally[key] += verdict[key];
  if (verdict.peakRssBytes > 0) tally.peaksRssBytes.push(verdict.peakRssBytes);
  for (const kind of kindsOf(plan)) tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
}

export function tallyText(tally: Tally, firstSeed: number): string {
  const peaks = [...tally.peaksRssBytes].sort((a, b) => a - b).map((bytes) => Math.round(bytes / 2 ** 20));
  const faults = [...tally.kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${tally.runs} runs from seed ${firstSeed}, ${tally.wrongRuns === 0 ? 'all as they should be' : `${tally.wrongRuns} WRONG`}`,
    `faults: ${faults.reduce((sum, [, count]) => sum + count, 0)}`,
    ...faults.map(([kind, count]) => `  ${String(count).padStart(5)}  ${kind}`),
    `points: ${tally.expected} expected, ${tally.found} found, ${tally.duplicated} duplicated, ${tally.lost} lost`,
    `        ${tally.givenUp} of those expected were given up and told so, because InfluxDB did not come back in time`,
    `        ${tally.refused} more were refused by InfluxDB itself, and told so`,
    `peak memory of a run, MiB: least ${peaks[0] ?? 0}, median ${peaks[Math.floor(peaks.length / 2)] ?? 0}, most ${peaks.at(-1) ?? 0}`,
  ].join('\n');
}
