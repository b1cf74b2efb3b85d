import { readFileSync } from 'node:fs';
import { startRollUps } from '../../lib/transform/roll-ups.ts';
import { causes } from '../../lib/errors/causes.ts';
import { allGroups } from '../../lib/model/metric-groups.ts';
import { textsOf } from '../../lib/model/lines.ts';
import type { Source } from '../../lib/model/sample.ts';
import { nodePipeline } from '../../lib/wiring/node-pipeline.ts';
import { withRates } from '../../lib/transform/rates.ts';
import type { Encoder } from '../../lib/schema/encoder.ts';
import { heapsterEncoder } from '../../lib/schema/heapster/heapster-encoder.ts';
import { wideEncoder } from '../../lib/schema/wide/wide-encoder.ts';
import { podFacts } from '../setup/facts.ts';
import { query } from '../setup/influx-query.ts';
import { outcomeOf } from '../setup/outcome.ts';
import { randomOf } from '../setup/random.ts';
import { mutate } from './mutate.ts';

interface Fuzzed {
  readonly bodies: number;
  /** Bodies of which at least half a node was left. */
  readonly read: number;
  readonly lines: number;
  readonly causes: ReadonlyMap<string, number>;
}

const bodies: readonly (readonly [Source, string, number])[] = [
  ['summary', 'stats_summary_1.36.json', 5],
  ['summary', 'stats_summary_1.20.json', 5],
  ['summary', 'stats_summary_only_1.36.json', 2],
  ['resource', 'metrics_resource_1.36.txt', 3],
  ['resource', 'metrics_resource_1.20.txt', 3],
  ['container', 'stats_container_1.20.json', 1],
];
const nowMs = Date.parse('2026-11-01T00:00:00Z');
const bodiesOfOneWrite = 250;

/**
 * Sends changed bodies of real kubelets all the way to a real InfluxDB, in every schema.
 *
 * @throws Error where a body is answered outside the taxonomy, or InfluxDB refuses a line
 */
export async function fuzz(influxUrl: string, runs: number, seed: number): Promise<Fuzzed> {
  const texts = bodies.flatMap(([source, file, weight]) => {
    const text = readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8');
    return Array.from({ length: weight }, () => [source, text] as const);
  });
  const counts = new Map<string, number>();
  let read = 0;
  let lines = 0;
  let waiting = new Map<string, string[]>();
  const flush = async () => {
    for (const [schema, all] of waiting) await takes(influxUrl, schema, all);
    waiting = new Map();
  };
  for (let run = 0; run < runs; run++) {
    const random = randomOf(seed + run);
    const [source, text] = random.pick(texts);
    const body = mutate(text, random);
    for (const [schema, encoder] of Object.entries(encoders)) {
      const made = walk(source, body, encoder, seed + run);
      if (schema === 'wide') {
        if (typeof made === 'string') counts.set(made, (counts.get(made) ?? 0) + 1);
        else read++;
      }
      if (typeof made === 'string') continue;
      lines += made.length;
      waiting.set(schema, [...(waiting.get(schema) ?? []), ...made]);
    }
    if (run % bodiesOfOneWrite === bodiesOfOneWrite - 1) await flush();
  }
  await flush();
  return { bodies: runs, read, lines, causes: counts };
}

const common = { clusterName: 'c', runMinuteMs: nowMs };
const labels = { separator: ',', stored: [], ignored: [] };
const encoders: Readonly<Record<string, Encoder>> = {
  wide: wideEncoder({ ...common, groups: allGroups, runTimeMs: nowMs, labels: [] }),
  heapster: heapsterEncoder({ ...common, hasFields: false, labels }),
  fields: heapsterEncoder({ ...common, hasFields: true, labels }),
};

/** The lines of a body, or the cause of there being none. */
function walk(source: Source, body: string, encoder: Encoder, seed: number): string[] | string {
  const rollUps = startRollUps();
  const toLines = nodePipeline({
    pods: { take: () => [podFacts({ name: 'burn', namespace: 'mon' })], waiting: () => [] },
    rate: (samples) => samples.map((sample) => withRates(sample, undefined, undefined)),
    rollUps,
    isSkipped: () => false,
    choicesOf: () => ({}),
    encoder,
    runMinuteMs: nowMs,
    now: () => nowMs,
  });
  const made = toLines(outcomeOf(body, source), undefined);
  if ('lines' in made) return [...textsOf(made.lines), ...textsOf(encoder.rollUps(rollUps.result()))];
  if (!(made.cause in causes) || made.cause === 'unknown')
    throw new Error(`seed ${seed}: ${source} was told as ${made.cause}: ${made.detail}`);
  return made.cause;
}

async function takes(influxUrl: string, schema: string, lines: readonly string[]): Promise<void> {
  const database = `fuzz_${schema}`;
  await query(influxUrl, '', `CREATE DATABASE ${database}`);
  for (let from = 0; from < lines.length; from += 20_000) {
    const body = lines.slice(from, from + 20_000).join('\n');
    const answer = await fetch(`${influxUrl}/write?db=${database}&precision=ms`, { method: 'POST', body });
    if (answer.status !== 204) throw new Error(`${schema}: ${(await answer.text()).slice(0, 1000)}`);
  }
  await query(influxUrl, '', `DROP DATABASE ${database}`);
}
