import { type CounterReading, counterRate } from '../util/counter-rate.ts';

/**
 * The rate of a counter since the first earlier reading that can be compared.
 *
 * @param earlier of the same object, the preferred one first
 */
export type RateSince = <Name extends string>(
  now: CounterReading<Name> | undefined,
  earlier: readonly (CounterReading<Name> | undefined)[],
  name: Name,
) => number | undefined;

/**
 * Rates of an object that started at `startTimeMs`: an earlier reading is of another object with the same
 * name.
 */
export function rateSince(startTimeMs: number | undefined): RateSince {
  return (now, earlier, name) => {
    for (const before of earlier) {
      if (before?.timeMs === undefined) continue;
      // Compares times, not start times: some kubelets report a slightly different start each time.
      if (startTimeMs !== undefined && startTimeMs > before.timeMs) continue;
      const rate = counterRate(now, before, name);
      if (rate !== undefined) return rate;
    }
    return undefined;
  };
}
