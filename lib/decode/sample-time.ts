/** Parses a time in a body; `undefined` where it is not valid. */
export type ParseTime = (time: string | null | undefined) => number | undefined;

/** A parser that ignores 1970 and every time after `latestTimeMs`. */
export function timeParser(latestTimeMs: number): ParseTime {
  // A body has few distinct times.
  const known = new Map<string, number | undefined>();
  return (time) => {
    if (!time) return undefined;
    let timeMs = known.get(time);
    if (timeMs === undefined && !known.has(time))
      known.set(time, (timeMs = validTime(latestTimeMs, Date.parse(time))));
    return timeMs;
  };
}

/** The same rule for a time in milliseconds. */
export function validTime(latestTimeMs: number, timeMs: number | undefined): number | undefined {
  return timeMs !== undefined && timeMs > 0 && timeMs <= latestTimeMs ? timeMs : undefined;
}
