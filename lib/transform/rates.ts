import type { Count } from '../util/count.ts';
import type { CounterSample, Rates, Sample } from '../model/sample.ts';
import { type Traffic, trafficOf } from '../model/own-traffic.ts';
import { diskRates } from './disk-rates.ts';
import { isPlausibleCpu } from './plausible-cpu.ts';
import { rateSince } from './rate-since.ts';

/** The last sample before this run, from the database. */
export type Previous = Omit<CounterSample, 'interfaces'> & { readonly traffic?: Traffic | undefined };

/**
 * Adds rates: from the previous sample in the database, else from the earlier of two samples in the response,
 * else, for CPU, the kubelet's average. There is no rate across a restart, from a counter that fell, or above
 * what a machine can do.
 *
 * @param capacityMillicores of the node, if known: an upper bound for each object
 */
export function withRates(
  sample: Sample,
  previous: Previous | undefined,
  capacityMillicores: number | undefined,
): Sample {
  const { cpu, memory, diskIo, earlier, source } = sample;
  const rate = rateSince(sample.startTimeMs);
  const cpuBefore = [previous?.cpu, earlier?.cpu];
  const memoryBefore = [previous?.memory, earlier?.memory];
  const traffic = trafficOf(sample, source);
  const trafficBefore = [previous?.traffic, earlier && trafficOf(earlier, source)];
  const rates: Rates = {
    cpuMillicores: cpuMillicores(
      rate(cpu, cpuBefore, 'usageCoreNanoSeconds'),
      cpu?.usageNanoCores,
      capacityMillicores,
    ),
    pageFaultsPerSecond: rate(memory, memoryBefore, 'pageFaults'),
    majorPageFaultsPerSecond: rate(memory, memoryBefore, 'majorPageFaults'),
    rxBytesPerSecond: rate(traffic, trafficBefore, 'rxBytes'),
    rxErrorsPerSecond: rate(traffic, trafficBefore, 'rxErrors'),
    txBytesPerSecond: rate(traffic, trafficBefore, 'txBytes'),
    txErrorsPerSecond: rate(traffic, trafficBefore, 'txErrors'),
    diskIo: diskRates(diskIo, [previous?.diskIo, earlier?.diskIo], rate),
  };
  return { ...sample, rates };
}

function cpuMillicores(
  measuredNanoCores: number | undefined,
  kubeletNanoCores: Count | undefined,
  capacityMillicores: number | undefined,
): number | undefined {
  const fromCounter = millicoresOf(measuredNanoCores);
  if (isPlausibleCpu(fromCounter, capacityMillicores)) return fromCounter;
  const fromKubelet = millicoresOf(kubeletNanoCores);
  return isPlausibleCpu(fromKubelet, capacityMillicores) ? fromKubelet : undefined;
}

function millicoresOf(nanoCores: Count | undefined): number | undefined {
  return nanoCores === undefined ? undefined : Math.trunc(Number(nanoCores) / 1e6);
}
