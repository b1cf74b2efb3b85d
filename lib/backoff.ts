const firstBackoffMs = 250;
const longestBackoffMs = 5_000;

/** How long to wait before trying again: doubling, with half of it left to chance so that many do not come back at once. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
  return full / 2 + (random() * full) / 2;
}

/**
 * How long a server asks to be left alone: its header holds seconds, or a date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
