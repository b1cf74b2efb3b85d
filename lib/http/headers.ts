import { validateHeaderValue } from 'node:http';

/**
 * The delay in a Retry-After header, which holds seconds or a date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : (dateMs(header) ?? NaN) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The time in a Date header, in whole seconds. */
export function dateMs(header: unknown): number | undefined {
  const ms = typeof header === 'string' ? Date.parse(header) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether an HTTP header can carry a text. A copied secret may contain a line break. */
export function isHeaderValue(text: string): boolean {
  try {
    validateHeaderValue('authorization', text);
    return true;
  } catch {
    return false;
  }
}
