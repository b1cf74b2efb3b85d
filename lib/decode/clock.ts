/** Turns a body's time into milliseconds, and what is no time into `undefined`. */
export type Clock = (time: string | null | undefined) => number | undefined;

/** A clock to which 1970 and everything after `latestTimeMs` is no time. */
export function clockOf(latestTimeMs: number): Clock {
  return (time) => {
    const ms = time ? Date.parse(time) : NaN;
    return ms > 0 && ms <= latestTimeMs ? ms : undefined;
  };
}
