/** Turns a body's time into milliseconds, and what is no time into `undefined`. */
export type Clock = (time: string | null | undefined) => number | undefined;

/** A clock to which 1970 and everything after `latestTimeMs` is no time. */
export function clockOf(latestTimeMs: number): Clock {
  return (time) => (time ? timeUntil(latestTimeMs, Date.parse(time)) : undefined);
}

/** The same rule for a time that is told in milliseconds. */
export function timeUntil(latestTimeMs: number, timeMs: number | undefined): number | undefined {
  return timeMs !== undefined && timeMs > 0 && timeMs <= latestTimeMs ? timeMs : undefined;
}
