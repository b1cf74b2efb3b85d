/** Turns a body's time into milliseconds, and what is no time into `undefined`. */
export type Clock = (time: string | null | undefined) => number | undefined;

/** A clock to which 1970 and everything after `latestTimeMs` is no time. */
export function clockOf(latestTimeMs: number): Clock {
  // The sections of a body have few times, again and again.
  const known = new Map<string, number | undefined>();
  return (time) => {
    if (!time) return undefined;
    let timeMs = known.get(time);
    if (timeMs === undefined && !known.has(time))
      known.set(time, (timeMs = timeUntil(latestTimeMs, Date.parse(time))));
    return timeMs;
  };
}

/** The same rule for a time that is told in milliseconds. */
export function timeUntil(latestTimeMs: number, timeMs: number | undefined): number | undefined {
  return timeMs !== undefined && timeMs > 0 && timeMs <= latestTimeMs ? timeMs : undefined;
}
