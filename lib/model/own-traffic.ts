import { addCounts } from '../util/count.ts';
import type { InterfaceUsage, CounterSample, Source } from './sample.ts';

/** Traffic of an object's own interfaces in total, at their time. */
export type Traffic = Pick<InterfaceUsage, 'timeMs' | 'rxBytes' | 'rxErrors' | 'txBytes' | 'txErrors'>;

/**
 * As Heapster counted traffic: the default interface in `/stats/summary`, all interfaces in
 * `/stats/container/`. `undefined` for an object without interfaces.
 */
export function trafficOf(
  { interfaces }: Pick<CounterSample, 'interfaces'>,
  source: Source,
): Traffic | undefined {
  // Most objects have a single own interface: no copy is needed.
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
