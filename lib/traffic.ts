import { addCounts, type Count } from './count.ts';
import type { InterfaceUsage, Look, Source } from './model.ts';

/** What an object's own interfaces sent and received together, at their time. */
export interface Traffic {
  readonly timeMs: number | undefined;
  readonly rxBytes: Count | undefined;
  readonly rxErrors: Count | undefined;
  readonly txBytes: Count | undefined;
  readonly txErrors: Count | undefined;
}

/**
 * As Heapster counted traffic: of the default interface from `/stats/summary`, of all interfaces together from
 * `/stats/container/`. `undefined` for an object without interfaces.
 */
export function trafficOf({ interfaces }: Pick<Look, 'interfaces'>, source: Source): Traffic | undefined {
  const own = source === 'container' ? interfaces : interfaces.filter(({ isDefault }) => isDefault);
  const [first] = own;
  if (!first) return undefined;
  const sum = (of: (item: InterfaceUsage) => Count | undefined) =>
    own.reduce<Count | undefined>((total, item) => addCounts(total, of(item)), undefined);
  return {
    timeMs: first.timeMs,
    rxBytes: sum(({ rxBytes }) => rxBytes),
    rxErrors: sum(({ rxErrors }) => rxErrors),
    txBytes: sum(({ txBytes }) => txBytes),
    txErrors: sum(({ txErrors }) => txErrors),
  };
}
