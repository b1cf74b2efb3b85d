import { type Counted, growthPerSecond } from '../util/counter-rate.ts';

/**
 * How fast a counter grew since the first look that can be compared with now.
 *
 * @param looks of the same thing, best first
 */
export type RateSince = <Name extends string>(
  now: Counted<Name> | undefined,
  looks: readonly (Counted<Name> | undefined)[],
  name: Name,
) => number | undefined;

/** Rates of an object that started then: what was seen before that is of another object of the same name. */
export function rateSince(startTimeMs: number | undefined): RateSince {
  return (now, looks, name) => {
    for (const before of looks) {
      if (before?.timeMs === undefined) continue;
      // That it did start is seen from the time alone: start times that are told a little differently at every look are
      // no restarts.
      if (startTimeMs !== undefined && startTimeMs > before.timeMs) continue;
      const rate = growthPerSecond(now, before, name);
      if (rate !== undefined) return rate;
    }
    return undefined;
  };
}
