import type { Count } from './count.ts';

/** A reading of counters at one time; `Name` is one of them. */
export type CounterReading<Name extends string> = { readonly timeMs?: number | undefined } & {
  readonly [Counter in Name]?: Count | undefined;
};

/** A rate that no machine reaches: 1e15 ns, bytes or page faults a second. */
export const maxPlausibleRate = 1e15;

/** Kubelets' timestamps are whole seconds: a shorter interval gives no rate. */
const minSeconds = 1;

/**
 * The increase of a counter per second between two readings. `undefined` where one is missing, less than a
 * second passed, the rate is implausible, or the counter fell (a reset).
 */
export function counterRate<Name extends string>(
  later: CounterReading<Name> | undefined,
  earlier: CounterReading<Name> | undefined,
  name: Name,
): number | undefined {
  if (later?.timeMs === undefined || earlier?.timeMs === undefined) return undefined;
  const count: Count | undefined = later[name];
  const before: Count | undefined = earlier[name];
  if (count === undefined || before === undefined) return undefined;
  const seconds = (later.timeMs - earlier.timeMs) / 1000;
  if (seconds < minSeconds || count < before) return undefined;
  const perSecond = difference(count, before) / seconds;
  return perSecond <= maxPlausibleRate ? perSecond : undefined;
}

/** Exact: two counters above 2^53 may differ by little. */
function difference(larger: Count, smaller: Count): number {
  return typeof larger === 'number' && typeof smaller === 'number'
    ? larger - smaller
    : Number(BigInt(larger) - BigInt(smaller));
}
