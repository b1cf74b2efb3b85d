import { addCounts, addNumbers, type Count } from '../util/count.ts';
import type { CpuUsage, MemoryUsage, Rates, Sample } from '../model/sample.ts';

type Part = Pick<Sample, 'cpu' | 'memory' | 'swap' | 'rates'>;

/**
 * Completes each pod's numbers. The pod's own cgroup counts, which holds its sandbox and all containers once;
 * where the kubelet does not report it, the sum over the containers and the sandbox. Cumulative counters are
 * not summed: a sum falls when a container restarts. A pod without a time gets `runMinuteMs`.
 *
 * @param samples each pod followed by its containers
 */
export function withPodTotals(samples: readonly Sample[], runMinuteMs: number): Sample[] {
  return samples.map((sample, position) => {
    if (sample.kind !== 'pod') return sample;
    const parts: Part[] = sample.sandbox ? [sample.sandbox] : [];
    for (let next = position + 1; next < samples.length; next++) {
      const part = samples[next];
      if (part?.kind !== 'container') break;
      parts.push(part);
    }
    return completed(sample, parts, runMinuteMs);
  });
}

function completed(pod: Sample, parts: readonly Part[], runMinuteMs: number): Sample {
  const { cpu, memory, swap } = pod;
  const timeMs = cpu?.timeMs ?? memory?.timeMs ?? runMinuteMs;
  const swapUsage = sum(swap?.usageBytes, parts, (part) => part.swap?.usageBytes);
  return {
    ...pod,
    cpu: cpuOf(cpu, parts, timeMs),
    memory: memoryOf(memory, parts, timeMs),
    swap: swapUsage === swap?.usageBytes ? swap : { ...swap, usageBytes: swapUsage },
    rates: ratesOf(pod, parts),
  };
}

/** Every field, so that the compiler finds a missing one. */
type Every<Section> = { readonly [Name in keyof Required<Section>]: Section[Name] };

/** `undefined` where only a time is known. */
function cpuOf(
  own: CpuUsage | undefined,
  parts: readonly Part[],
  timeMs: number,
): Every<CpuUsage> | undefined {
  const usageNanoCores = sum(own?.usageNanoCores, parts, (part) => part.cpu?.usageNanoCores);
  const loadMilli = sum(own?.loadMilli, parts, (part) => part.cpu?.loadMilli);
  const { usageCoreNanoSeconds, pressure } = own ?? {};
  if ((usageNanoCores ?? loadMilli ?? usageCoreNanoSeconds ?? pressure) === undefined) return undefined;
  return { timeMs: own?.timeMs ?? timeMs, usageNanoCores, usageCoreNanoSeconds, loadMilli, pressure };
}

function memoryOf(
  own: MemoryUsage | undefined,
  parts: readonly Part[],
  timeMs: number,
): Every<MemoryUsage> | undefined {
  const usageBytes = sum(own?.usageBytes, parts, (part) => part.memory?.usageBytes);
  const workingSetBytes = sum(own?.workingSetBytes, parts, (part) => part.memory?.workingSetBytes);
  const rssBytes = sum(own?.rssBytes, parts, (part) => part.memory?.rssBytes);
  const cacheBytes = sum(own?.cacheBytes, parts, (part) => part.memory?.cacheBytes);
  const { availableBytes, pageFaults, majorPageFaults, pressure } = own ?? {};
  const summed = usageBytes ?? workingSetBytes ?? rssBytes ?? cacheBytes;
  if ((summed ?? availableBytes ?? pageFaults ?? majorPageFaults ?? pressure) === undefined) return undefined;
  return {
    timeMs: own?.timeMs ?? timeMs,
    availableBytes,
    usageBytes,
    workingSetBytes,
    rssBytes,
    cacheBytes,
    pageFaults,
    majorPageFaults,
    pressure,
  };
}

/** A pod's own number; otherwise the sum of its parts. */
function sum(
  own: Count | undefined,
  parts: readonly Part[],
  of: (part: Part) => Count | undefined,
): Count | undefined {
  if (own !== undefined) return own;
  let total: Count | undefined;
  for (const part of parts) total = addCounts(total, of(part));
  return total;
}

function ratesOf({ rates }: Sample, parts: readonly Part[]): Rates | undefined {
  if (!rates) return undefined;
  const summed = (own: number | undefined, of: (rates: Rates) => number | undefined) =>
    own ??
    parts.reduce<number | undefined>(
      (total, part) => addNumbers(total, part.rates && of(part.rates)),
      undefined,
    );
  return {
    ...rates,
    cpuMillicores: summed(rates.cpuMillicores, (part) => part.cpuMillicores),
    pageFaultsPerSecond: summed(rates.pageFaultsPerSecond, (part) => part.pageFaultsPerSecond),
    majorPageFaultsPerSecond: summed(rates.majorPageFaultsPerSecond, (part) => part.majorPageFaultsPerSecond),
  };
}
