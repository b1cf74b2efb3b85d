import type { Count } from './count.ts';

/** One counter at a time. */
export interface Point {
  readonly timeMs: number | undefined;
  readonly count: Count | undefined;
}

/**
 * How much a counter grew per second between two points; `undefined` where one is missing, no time passed, or the
 * counter fell: then it began anew, and how far it had come before is not known.
 */
export function growthPerSecond(later: Point, earlier: Point): number | undefined {
  if (later.timeMs === undefined || earlier.timeMs === undefined) return undefined;
  if (later.count === undefined || earlier.count === undefined) return undefined;
  const seconds = (later.timeMs - earlier.timeMs) / 1000;
  if (seconds <= 0 || later.count < earlier.count) return undefined;
  return difference(later.count, earlier.count) / seconds;
}

/** Exact before it becomes a double: two counters beyond 2^53 may differ by little. */
function difference(larger: Count, smaller: Count): number {
  return typeof larger === 'number' && typeof smaller === 'number'
    ? larger - smaller
    : Number(BigInt(larger) - BigInt(smaller));
}
