import { asCount, type Count } from '../util/count.ts';
import type { CpuUsage, MemoryUsage, Sample } from '../model/sample.ts';
import { emptySample, type Identity } from '../model/empty-sample.ts';
import { validTime } from './sample-time.ts';
import { type DecodeResult, notStatistics } from './decoded.ts';
import { maxNameLength, type InvalidValue } from '../util/field-reader.ts';
import { readPrometheusText, type TextSample } from './prometheus-text.ts';

/**
 * The samples in a body of `/metrics/resource`: CPU, memory and swap of the node, pods and containers, in the
 * order of `decodeSummary`. Kubelets up to 1.19 report no pods: a pod is then known by its containers.
 *
 * @param latestTimeMs a later time is ignored, and so is 1970
 * @see
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/metrics/collectors/resource_metrics.go
 */
export function decodeResource(body: string, nodeName: string, latestTimeMs: number): DecodeResult {
  const invalid: InvalidValue[] = [];
  const objects = new Map<string, Partial<Sample> & { identity: Identity; kind: Sample['kind'] }>();
  for (const line of readPrometheusText(body)) {
    if (invalid.length >= maxInvalidLines || objects.size > maxObjects)
      return {
        ok: false,
        cause: 'schema',
        detail: `wrong in ${invalid.length} places, ${objects.size} objects`,
      };
    if (!line.ok) {
      invalid.push({
        path: `line ${line.line}`,
        reason: `no sample of Prometheus’ text format: ${line.text}`,
      });
      continue;
    }
    const { sample } = line;
    const metric = metrics.get(sample.name);
    if (!metric) continue;
    const identity = identityOf(metric.kind, sample.labels, nodeName);
    const isNumber = sample.value >= 0 && sample.value <= maxAmount;
    if (!identity || !isNumber) {
      const reason = identity ? `${sample.value} is no amount` : 'labels are missing';
      invalid.push({ path: sample.name, reason });
      continue;
    }
    const key = keyOf(identity);
    const known = objects.get(key) ?? { identity, kind: metric.kind };
    objects.set(key, { ...known, ...metric.part(sample, known, validTime(latestTimeMs, sample.timeMs)) });
  }
  // A virtual kubelet may report pods only.
  if (objects.size === 0) return notStatistics(invalid, 'no numbers of the node or of pods');
  const node: Identity = { node: nodeName };
  if (!objects.has(keyOf(node))) objects.set(keyOf(node), { identity: node, kind: 'node' });
  for (const { identity, startTimeMs } of [...objects.values()]) {
    const { node, namespace, pod } = identity;
    if (identity.container === undefined) continue;
    const key = keyOf({ node, namespace, pod });
    const known = objects.get(key) ?? { identity: { node, namespace, pod }, kind: 'pod' };
    // A pod's start is not reported: it is no later than its first container's.
    objects.set(key, { ...known, startTimeMs: earlier(known.startTimeMs, startTimeMs) });
  }
  const samples = [...objects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, identity, ...seen }]) => ({ ...emptySample(kind, 'resource', identity), ...seen }));
  return { ok: true, nodeName: undefined, samples, invalid };
}

// No kubelet has so many invalid lines, or so many pods and containers.
const maxInvalidLines = 10_000;
const maxObjects = 50_000;

// Larger values are no seconds and no bytes.
const maxAmount = 1e15;

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

/** The kubelet divided by a billion: this restores the whole number. */
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

/** Sorts a node before its pods, a pod before its containers. */
function keyOf({ namespace = '', pod = '', container = '' }: Identity): string {
  return `${namespace}\n${pod}\n${container}`;
}
