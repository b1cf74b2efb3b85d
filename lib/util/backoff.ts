const firstBackoffMs = 250;
const longestBackoffMs = 5_000;

/** How long to wait before trying again: doubling, with half of it left to chance so that many do not come back at once. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
  return full / 2 + (random() * full) / 2;
}

/** For one more attempt. */
const lastAttemptMs = 1_500;

/**
 * How long to wait where `leftMs` are left: as wanted, or where that is too long until shortly before the end, for a last
 * attempt; `undefined` where there is no time for one. A server that asks to be left alone for an hour is not taken at its word.
 */
export function waitWithin(wantedMs: number, leftMs: number): number | undefined {
  if (wantedMs + lastAttemptMs <= leftMs) return wantedMs;
  const untilLastMs = leftMs - lastAttemptMs;
  if (untilLastMs >= firstBackoffMs) return untilLastMs;
  return wantedMs < leftMs ? wantedMs : undefined;
}
