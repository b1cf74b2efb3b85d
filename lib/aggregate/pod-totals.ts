import { addCounts, addNumbers, type Count } from '../count.ts';
import type { CpuUsage, MemoryUsage, Rates, Sample } from '../model.ts';

type Part = Pick<Sample, 'cpu' | 'memory' | 'swap' | 'rates'>;

/**
 * The samples, with each pod's numbers complete: its own where the kubelet gives one, for the pod's cgroup holds its
 * sandbox and all of its containers, once; else the sum over its containers and, where it is told apart, the sandbox.
 * Cumulative counters are not summed: a sum falls when a container restarts. A pod that has no time of its own gets
 * `runMinuteMs`.
 *
 * @param samples each pod followed by its containers
 */
export function withPodTotals(samples: readonly Sample[], runMinuteMs: number): Sample[] {
  const totals: Sample[] = [];
  for (const [position, sample] of samples.entries()) {
    if (sample.kind !== 'pod') {
      totals.push(sample);
      continue;
    }
    const parts: Part[] = sample.sandbox ? [sample.sandbox] : [];
    for (let next = position + 1; samples[next]?.kind === 'container'; next++) {
      const container = samples[next];
      if (container) parts.push(container);
    }
    totals.push(completed(sample, parts, runMinuteMs));
  }
  return totals;
}

function completed(pod: Sample, parts: readonly Part[], runMinuteMs: number): Sample {
  const { cpu, memory, swap } = pod;
  const sum = (own: Count | undefined, of: (part: Part) => Count | undefined) =>
    own ?? parts.reduce<Count | undefined>((total, part) => addCounts(total, of(part)), undefined);
  const timeMs = cpu?.timeMs ?? memory?.timeMs ?? runMinuteMs;
  const swapUsage = sum(swap?.usageBytes, (part) => part.swap?.usageBytes);
  return {
    ...pod,
    cpu: unlessEmpty<CpuUsage>({
      ...cpu,
      usageNanoCores: sum(cpu?.usageNanoCores, (part) => part.cpu?.usageNanoCores),
      loadMilli: sum(cpu?.loadMilli, (part) => part.cpu?.loadMilli),
      timeMs: cpu?.timeMs ?? timeMs,
    }),
    memory: unlessEmpty<MemoryUsage>({
      ...memory,
      usageBytes: sum(memory?.usageBytes, (part) => part.memory?.usageBytes),
      workingSetBytes: sum(memory?.workingSetBytes, (part) => part.memory?.workingSetBytes),
      rssBytes: sum(memory?.rssBytes, (part) => part.memory?.rssBytes),
      cacheBytes: sum(memory?.cacheBytes, (part) => part.memory?.cacheBytes),
      timeMs: memory?.timeMs ?? timeMs,
    }),
    swap: swapUsage === undefined ? swap : { ...swap, usageBytes: swapUsage },
    rates: ratesOf(pod, parts),
  };
}

function ratesOf({ rates }: Sample, parts: readonly Part[]): Rates | undefined {
  if (!rates) return undefined;
  const sum = (own: number | undefined, of: (rates: Rates) => number | undefined) =>
    own ??
    parts.reduce<number | undefined>(
      (total, part) => addNumbers(total, part.rates && of(part.rates)),
      undefined,
    );
  return {
    ...rates,
    cpuMillicores: sum(rates.cpuMillicores, (part) => part.cpuMillicores),
    pageFaultsPerSecond: sum(rates.pageFaultsPerSecond, (part) => part.pageFaultsPerSecond),
    majorPageFaultsPerSecond: sum(rates.majorPageFaultsPerSecond, (part) => part.majorPageFaultsPerSecond),
  };
}

/** A time alone says nothing. */
function unlessEmpty<Section extends { readonly timeMs?: number | undefined }>(
  section: Section,
): Section | undefined {
  const known = Object.entries<unknown>({ ...section }).filter(([, value]) => value !== undefined);
  return known.some(([name]) => name !== 'timeMs') ? section : undefined;
}
