import type { Count } from '../util/count.ts';
import type { Look, Rates, Sample } from '../model/sample.ts';
import { type Traffic, trafficOf } from '../model/own-traffic.ts';
import { diskRates } from './disk-rates.ts';
import { isPlausibleCpu } from './plausible-cpu.ts';
import { rateSince } from './rate-since.ts';

/** What the database holds of an object's last sample before this run. */
export type Previous = Omit<Look, 'interfaces'> & { readonly traffic?: Traffic | undefined };

/**
 * A sample with its rates: the difference to the sample before, else to the earlier of two looks in one answer, else,
 * for CPU, the kubelet's own average. None is made across a restart, from a counter that fell, or so large that no
 * machine reaches it.
 *
 * @param capacityMillicores of the node, if it is known: no object on it can use much more
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
  toldNanoCores: Count | undefined,
  capacityMillicores: number | undefined,
): number | undefined {
  const measured = millicoresOf(measuredNanoCores);
  if (isPlausibleCpu(measured, capacityMillicores)) return measured;
  const told = millicoresOf(toldNanoCores);
  return isPlausibleCpu(told, capacityMillicores) ? told : undefined;
}

function millicoresOf(nanoCores: Count | undefined): number | undefined {
  return nanoCores === undefined ? undefined : Math.trunc(Number(nanoCores) / 1e6);
}
