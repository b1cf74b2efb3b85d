import { addCounts } from '../util/count.ts';
import type { InterfaceUsage, Look, Source } from './sample.ts';

/** What an object's own interfaces sent and received together, at their time. */
export type Traffic = Pick<InterfaceUsage, 'timeMs' | 'rxBytes' | 'rxErrors' | 'txBytes' | 'txErrors'>;

/**
 * As Heapster counted traffic: of the default interface from `/stats/summary`, of all interfaces together from
 * `/stats/container/`. `undefined` for an object without interfaces.
 */
export function trafficOf({ interfaces }: Pick<Look, 'interfaces'>, source: Source): Traffic | undefined {
  // Most objects have one interface of their own, which is the traffic as it stands.
  let traffic: Traffic | undefined;
  for (const one of interfaces)
    if (source === 'container' || one.isDefault) traffic = traffic ? together(traffic, one) : one;
  return traffic;
}

function together(known: Traffic, more: InterfaceUsage): Traffic {
  return {
    timeMs: known.timeMs,
    rxBytes: addCounts(known.rxBytes, more.rxBytes),
    rxErrors: addCounts(known.rxErrors, more.rxErrors),
    txBytes: addCounts(known.txBytes, more.txBytes),
    txErrors: addCounts(known.txErrors, more.txErrors),
  };
}
