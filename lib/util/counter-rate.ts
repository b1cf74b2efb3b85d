import type { Count } from './count.ts';

/** Counters of one time, among them `Name`. */
export type Counted<Name extends string> = { readonly timeMs?: number | undefined } & {
  readonly [Counter in Name]?: Count | undefined;
};

/** Nanoseconds, bytes or faults a second that no machine reaches: a million cores, a petabyte a second. */
export const largestPlausiblePerSecond = 1e15;

/** Kubelets' times are whole seconds: over less than this they say nothing. */
const shortestSeconds = 1;

/**
 * How much a counter grew per second between two times; `undefined` where one is missing, less than a second passed, no
 * machine counts so fast, or the counter fell: then it began anew, and how far it had come before is not known.
 */
export function growthPerSecond<Name extends string>(
  later: Counted<Name> | undefined,
  earlier: Counted<Name> | undefined,
  name: Name,
): number | undefined {
  if (later?.timeMs === undefined || earlier?.timeMs === undefined) return undefined;
  const count: Count | undefined = later[name];
  const before: Count | undefined = earlier[name];
  if (count === undefined || before === undefined) return undefined;
  const seconds = (later.timeMs - earlier.timeMs) / 1000;
  if (seconds < shortestSeconds || count < before) return undefined;
  const perSecond = difference(count, before) / seconds;
  return perSecond <= largestPlausiblePerSecond ? perSecond : undefined;
}

/** Exact before it becomes a double: two counters beyond 2^53 may differ by little. */
function difference(larger: Count, smaller: Count): number {
  return typeof larger === 'number' && typeof smaller === 'number'
    ? larger - smaller
    : Number(BigInt(larger) - BigInt(smaller));
}
