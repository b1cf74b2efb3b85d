import type { Count } from '../util/count.ts';

/**
 * The parts of InfluxDB line protocol. The tests check them against InfluxDB itself.
 * @see https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */

/**
 * `,name=value`; nothing for an empty value, which InfluxDB rejects.
 *
 * Two things cannot be written in a tag: a line break (it becomes the two characters `\n`), and a backslash
 * at the end or before a comma, equals sign or space (it is removed, because InfluxDB is not consistent about
 * what it escapes).
 */
export function tagPart(name: string, value: string): string {
  const written = isPlain.test(value) ? value : escapeKey(value);
  return written === '' ? '' : `,${name}=${written}`;
}

/** Escapes the name of a measurement; a leading `#` would make the line a comment. */
export function escapeMeasurement(text: string): string {
  return isPlain.test(text) ? text : withoutBackslash(text).replace(/^#+/, '').replace(/[, ]/g, '\\$&');
}

/** Escapes the name of a field. */
export function escapeFieldKey(text: string): string {
  return withoutBackslash(text).replace(/[,= ]/g, '\\$&');
}

/**
 * Outside tags a backslash cannot be written: InfluxDB reads two as one, and an escaped character after them
 * as the end of the name.
 */
function withoutBackslash(text: string): string {
  return text.replace(controlCharacters, '').replaceAll('\\', '');
}

/** Escapes the name or value of a tag. */
export function escapeKey(text: string): string {
  return storedText(text).replace(/[,= ]/g, '\\$&');
}

/** What the database stores of a tag's name or value: without what cannot be written. */
export function storedText(text: string): string {
  return isPlain.test(text)
    ? text
    : text
        .replace(/\r?\n|\r/g, '\\n')
        .replace(controlCharacters, '')
        .replace(unspellable, '');
}

/** `undefined` for a number outside int64, InfluxDB's integer. */
export function integerValue(value: Count): string | undefined {
  // Most numbers are small, and comparing with a bigint is slow.
  if (Number.isSafeInteger(value)) return `${value as number}i`;
  return value <= maxInt64 && value >= -maxInt64 ? `${value.toString()}i` : undefined;
}

/** `undefined` for NaN and the infinities, which InfluxDB does not have. */
export function floatValue(value: number): string | undefined {
  return Number.isFinite(value) ? String(value) : undefined;
}

export function stringValue(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const isPlain = /^[\w.:/-]+$/;
// Matches from the first backslash of a run only, so that the time stays linear.
const unspellable = /(?<!\\)\\+(?=[,= ]|$)/g;
const maxInt64 = 2n ** 63n - 1n;
const controlCharacters = /\p{Cc}/gu;
