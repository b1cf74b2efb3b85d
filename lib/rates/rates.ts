import { growthPerSecond, type Point } from '../growth.ts';
import type { Look, Rates, Sample } from '../model.ts';
import { type Traffic, trafficOf } from '../traffic.ts';
import { diskRates } from './disk-rates.ts';
import { isPlausibleCpu } from './plausible.ts';

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
  const traffic = trafficOf(sample, sample.source);
  const { earlier } = sample;
  const looks: Previous[] = [
    ...(previous ? [previous] : []),
    ...(earlier ? [{ ...earlier, traffic: trafficOf(earlier, sample.source) }] : []),
  ];
  const per = (of: (look: Previous) => Point) =>
    firstRate(of({ ...sample, traffic }), looks.map(of), sample.startTimeMs);
  const rates: Rates = {
    cpuMillicores: cpuMillicores(sample, per, capacityMillicores),
    pageFaultsPerSecond: per(({ memory }) => ({ timeMs: memory?.timeMs, count: memory?.pageFaults })),
    majorPageFaultsPerSecond: per(({ memory }) => ({
      timeMs: memory?.timeMs,
      count: memory?.majorPageFaults,
    })),
    rxBytesPerSecond: per((look) => ({ timeMs: look.traffic?.timeMs, count: look.traffic?.rxBytes })),
    rxErrorsPerSecond: per((look) => ({ timeMs: look.traffic?.timeMs, count: look.traffic?.rxErrors })),
    txBytesPerSecond: per((look) => ({ timeMs: look.traffic?.timeMs, count: look.traffic?.txBytes })),
    txErrorsPerSecond: per((look) => ({ timeMs: look.traffic?.timeMs, count: look.traffic?.txErrors })),
    diskIo: diskRates(
      sample.diskIo,
      looks.map(({ diskIo }) => diskIo),
      (now, before) => firstRate(now, before, sample.startTimeMs),
    ),
  };
  return { ...sample, rates };
}

/** From the first look that can be compared with the one now. */
function firstRate(now: Point, looks: readonly Point[], startTimeMs: number | undefined): number | undefined {
  for (const before of looks) {
    if (before.timeMs === undefined) continue;
    // Started since: it is another object of the same name. That it did start is seen from the time alone, because
    // start times that are told a little differently at every look are no restarts.
    if (startTimeMs !== undefined && startTimeMs > before.timeMs) continue;
    const rate = growthPerSecond(now, before);
    if (rate !== undefined) return rate;
  }
  return undefined;
}

function cpuMillicores(
  { cpu }: Sample,
  per: (of: (look: Previous) => Point) => number | undefined,
  capacityMillicores: number | undefined,
): number | undefined {
  const measured = per((look) => ({ timeMs: look.cpu?.timeMs, count: look.cpu?.usageCoreNanoSeconds }));
  const nanoCores = cpu?.usageNanoCores === undefined ? undefined : Number(cpu.usageNanoCores);
  return [measured, nanoCores]
    .map((nanoseconds) => (nanoseconds === undefined ? undefined : Math.trunc(nanoseconds / 1e6)))
    .find((millicores) => isPlausibleCpu(millicores, capacityMillicores));
}
