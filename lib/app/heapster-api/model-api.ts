import { kubernetesTime } from '../../util/format-quantity.ts';

/** A metric over time, in Heapster's form. */
interface MetricResult {
  readonly metrics: readonly { readonly timestamp: string; readonly value: number }[];
  readonly latestTimestamp: string;
}

const never = '0001-01-01T00:00:00Z';

/** Heapster's values were whole and not negative. */
export function metricResult(history: ReadonlyMap<number, number> | undefined): MetricResult {
  const metrics = [...(history ?? [])]
    .sort(([one], [other]) => one - other)
    .map(([timeMs, value]) => ({ timestamp: kubernetesTime(timeMs), value: Math.max(0, Math.trunc(value)) }));
  return { metrics, latestTimestamp: metrics.at(-1)?.timestamp ?? never };
}

const oldNames: Readonly<Record<string, string>> = {
  'cpu-usage': 'cpu/usage_rate',
  'cpu-limit': 'cpu/limit',
  'memory-limit': 'memory/limit',
  'memory-usage': 'memory/usage',
  'memory-working': 'memory/working_set',
};

/** The current name of a metric that Heapster renamed. */
export function currentName(metric: string): string {
  return oldNames[metric] ?? metric;
}

const defaultSpanMs = 900_000;
const maxSteps = 1440;
const maxNumbers = 100_000;
const latestMs = Date.UTC(9999, 0);
const minuteMs = 60_000;

export interface ModelSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** A longer span has longer steps, so that the answer stays limited. */
  readonly stepMs: number;
}

/**
 * The span from `start` to `end`, RFC 3339; by default the last 15 minutes.
 *
 * @param objects number of objects: it limits the steps
 * @throws BadTime
 */
export function spanOf(query: URLSearchParams, nowMs: number, objects: number): ModelSpan {
  const toMs = Math.min(timeOf(query.get('end')) ?? nowMs, nowMs);
  const fromMs = timeOf(query.get('start')) ?? toMs - defaultSpanMs;
  const max = Math.max(1, Math.min(maxSteps, Math.floor(maxNumbers / Math.max(1, objects))));
  const minutes = Math.max(1, Math.ceil((toMs - fromMs) / max / minuteMs));
  return { fromMs, toMs, stepMs: minutes * minuteMs };
}

/** The message is for the client. */
export class BadTime extends Error {
  override readonly name = 'BadTime';
}

function timeOf(text: string | null): number | undefined {
  if (!text) return undefined;
  const ms = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (Number.isNaN(ms) || ms < 0 || ms > latestMs)
    throw new BadTime(`timestamp argument cannot be parsed: ${text}`);
  return ms;
}
