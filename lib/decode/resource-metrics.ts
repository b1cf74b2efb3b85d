import { asCount, type Count } from '../util/count.ts';
import type { CpuUsage, MemoryUsage, Sample } from '../model/sample.ts';
import { blankSample, type Identity } from '../model/empty-sample.ts';
import { timeUntil } from './sample-time.ts';
import { type Decoded, notStatistics } from './decoded.ts';
import { maxNameLength, type Refusal } from '../util/field-reader.ts';
import { readPrometheusText, type TextSample } from './prometheus-text.ts';

/**
 * The samples in a body of `/metrics/resource`: CPU, memory and swap of the node, of pods and of containers; in the
 * order of `decodeSummary`. Kubelets up to 1.19 tell of no pods: then a pod is known by its containers.
 *
 * @param latestTimeMs a time later than this is no time, nor is 1970
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/metrics/collectors/resource_metrics.go
 */
export function decodeResource(body: string, nodeName: string, latestTimeMs: number): Decoded {
  const refused: Refusal[] = [];
  const objects = new Map<string, Partial<Sample> & { identity: Identity; kind: Sample['kind'] }>();
  for (const line of readPrometheusText(body)) {
    if (refused.length >= mostRefused || objects.size > mostObjects)
      return {
        ok: false,
        cause: 'schema',
        detail: `wrong in ${refused.length} places, ${objects.size} objects`,
      };
    if (!line.ok) {
      refused.push({
        path: `line ${line.line}`,
        reason: `no sample of Prometheus’ text format: ${line.text}`,
      });
      continue;
    }
    const { sample } = line;
    const metric = metrics.get(sample.name);
    if (!metric) continue;
    const identity = identityOf(metric.kind, sample.labels, nodeName);
    const isNumber = sample.value >= 0 && sample.value <= largest;
    if (!identity || !isNumber) {
      const reason = identity ? `${sample.value} is no amount` : 'labels are missing';
      refused.push({ path: sample.name, reason });
      continue;
    }
    const key = keyOf(identity);
    const known = objects.get(key) ?? { identity, kind: metric.kind };
    objects.set(key, { ...known, ...metric.part(sample, known, timeUntil(latestTimeMs, sample.timeMs)) });
  }
  // A virtual kubelet may tell of its pods alone.
  if (objects.size === 0) return notStatistics(refused, 'no numbers of the node or of pods');
  const node: Identity = { node: nodeName };
  if (!objects.has(keyOf(node))) objects.set(keyOf(node), { identity: node, kind: 'node' });
  for (const { identity, startTimeMs } of [...objects.values()]) {
    const { node, namespace, pod } = identity;
    if (identity.container === undefined) continue;
    const key = keyOf({ node, namespace, pod });
    const known = objects.get(key) ?? { identity: { node, namespace, pod }, kind: 'pod' };
    // A pod's start is not told: it is no later than that of its first container.
    objects.set(key, { ...known, startTimeMs: earlier(known.startTimeMs, startTimeMs) });
  }
  const samples = [...objects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, identity, ...seen }]) => ({ ...blankSample(kind, 'resource', identity), ...seen }));
  return { ok: true, nodeName: undefined, samples, refused };
}

// Whoever has so many bad lines, or tells of so many pods and containers, is no kubelet.
const mostRefused = 10_000;
const mostObjects = 50_000;

// A counter of seconds as large as uint64 is in nanoseconds is none; bytes beyond it are none either.
const largest = 1e15;

type Known = Partial<Pick<Sample, 'cpu' | 'memory'>>;

interface Metric {
  readonly kind: 'node' | 'pod' | 'container';
  readonly part: (line: TextSample, known: Known, timeMs: number | undefined) => Partial<Sample>;
}

const parts = {
  cpu_usage_seconds_total: ({ value }, { cpu }, timeMs) => ({
    cpu: { ...cpu, timeMs, usageCoreNanoSeconds: nanoseconds(value) } satisfies CpuUsage,
  }),
  memory_working_set_bytes: ({ value }, { memory }, timeMs) => ({
    memory: { ...memory, timeMs, workingSetBytes: Math.round(value) } satisfies MemoryUsage,
  }),
  swap_usage_bytes: ({ value }) => ({ swap: { usageBytes: Math.round(value) } }),
} satisfies Record<string, Metric['part']>;

const metrics: ReadonlyMap<string, Metric> = new Map<string, Metric>([
  [
    'container_start_time_seconds',
    { kind: 'container', part: ({ value }) => ({ startTimeMs: Math.round(value * 1000) || undefined }) },
  ],
  ...(['node', 'pod', 'container'] as const).flatMap((kind) =>
    Object.entries(parts).map(([name, part]): [string, Metric] => [`${kind}_${name}`, { kind, part }]),
  ),
]);

/** The kubelet divided by a billion; what the division kept comes back whole. */
function nanoseconds(seconds: number): Count {
  return asCount(BigInt(Math.round(seconds * 1e9)));
}

function identityOf(kind: Metric['kind'], labels: TextSample['labels'], node: string): Identity | undefined {
  const [namespace, pod, container] = ['namespace', 'pod', 'container'].map((name) => labels.get(name));
  const isNamed = (name: string | undefined) =>
    name !== undefined && name !== '' && name.length <= maxNameLength;
  if (kind === 'node') return { node };
  if (!isNamed(namespace) || !isNamed(pod)) return undefined;
  if (kind === 'pod') return { node, namespace, pod };
  return isNamed(container) ? { node, namespace, pod, container } : undefined;
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** Sorts the node before its pods, a pod before its containers. */
function keyOf({ namespace = '', pod = '', container = '' }: Identity): string {
  return `${namespace}\n${pod}\n${container}`;
}
