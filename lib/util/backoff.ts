const firstBackoffMs = 250;
const maxBackoffMs = 5_000;

/**
 * The delay before a retry: exponential backoff with jitter, so that many clients do not retry at the same
 * moment.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(maxBackoffMs, firstBackoffMs * 2 ** attempt);
  return full / 2 + (random() * full) / 2;
}

/** Time that the last attempt needs. */
const lastAttemptMs = 1_500;

/**
 * The delay to use when `leftMs` are left: `delayMs`, or less where a last attempt would no longer fit. A
 * server's long Retry-After is shortened in the same way.
 *
 * @returns `undefined` where there is no time for another attempt
 */
export function delayWithin(delayMs: number, leftMs: number): number | undefined {
  if (delayMs + lastAttemptMs <= leftMs) return delayMs;
  const untilLastMs = leftMs - lastAttemptMs;
  if (untilLastMs >= firstBackoffMs) return untilLastMs;
  return delayMs < leftMs ? delayMs : undefined;
}
