import { asCount, type Count } from './count.ts';

/**
 * `JSON.parse` that keeps whole numbers of 16 digits or more exact. A node's CPU counter passes 2^53 ns after
 * 104 core-days. Read such a value with `exactInteger`.
 *
 * The digits are put into a list, `["9007199254740993"]`, before parsing. Where they are part of a JSON
 * string that breaks the syntax; then the text is parsed again number by number, which is several times
 * slower.
 *
 * @throws SyntaxError where the text is not JSON
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(longIntegers, '$1["$2"]'));
  } catch {
    return JSON.parse(text, reviveExactly);
  }
}

const longIntegers = /([:[,]\s*)(\d{16,})(?=\s*[,}\]])/g;

function reviveExactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const digits = typeof value === 'number' ? (context?.source ?? '') : '';
  return /^\d{16,}$/.test(digits) ? [digits] : value;
}

/** The whole number of zero or more that `parseExactJson` found, exact up to uint64; `undefined` for anything else. */
export function exactInteger(value: unknown): Count | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const digits = digitsOf(value);
  return digits !== undefined && digits.length <= 20 ? asCount(BigInt(digits)) : undefined;
}

/** The finite number that `parseExactJson` found; long digits lose their last ones. `undefined` for anything else. */
export function finiteNumber(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(digitsOf(value) ?? NaN);
  return Number.isFinite(number) ? number : undefined;
}

function digitsOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const digits: unknown = value[0];
  return typeof digits === 'string' && /^\d{16,}$/.test(digits) ? digits : undefined;
}
