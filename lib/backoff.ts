const firstBackoffMs = 250;
const longestBackoffMs = 5_000;

/** How long to wait before trying again: doubling, with half of it left to chance so that many do not come back at once. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
  return full / 2 + (random() * full) / 2;
}
