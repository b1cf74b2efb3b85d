import type { Count } from '../util/count.ts';

/**
 * The pieces of InfluxDB line protocol. InfluxDB itself, read back, is the judge of these rules (see the test).
 * @see https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */

/**
 * `,name=value`, or nothing where the value is empty, which InfluxDB refuses.
 *
 * Two things have no spelling in a tag: a line break (it becomes the two characters `\n`) and a backslash at the end or
 * before a comma, an equals sign or a space (InfluxDB is of two minds about what it escapes, so it goes).
 */
export function tagPart(name: string, value: string): string {
  const written = isPlain.test(value) ? value : escapeKey(value);
  return written === '' ? '' : `,${name}=${written}`;
}

/** A measurement's name whose characters are not known beforehand; a line that begins with `#` would be a comment. */
export function escapeMeasurement(text: string): string {
  return isPlain.test(text) ? text : withoutBackslash(text).replace(/^#+/, '').replace(/[, ]/g, '\\$&');
}

/** A field's name whose characters are not known beforehand. */
export function escapeFieldKey(text: string): string {
  return withoutBackslash(text).replace(/[,= ]/g, '\\$&');
}

/**
 * Outside of tags a backslash has no spelling: InfluxDB takes two for one, and what is escaped after them for the end of
 * the name.
 */
function withoutBackslash(text: string): string {
  return text.replace(controlCharacters, '').replaceAll('\\', '');
}

/** A tag's name or value whose characters are not known beforehand. */
export function escapeKey(text: string): string {
  return storedText(text).replace(/[,= ]/g, '\\$&');
}

/** What the database holds of a name or a tag's value: all of it, but for what has no spelling. */
export function storedText(text: string): string {
  return isPlain.test(text)
    ? text
    : text
        .replace(/\r?\n|\r/g, '\\n')
        .replace(controlCharacters, '')
        .replace(unspellable, '');
}

/** `undefined` where int64, InfluxDB's integer, cannot hold the number. */
export function integerValue(value: Count): string | undefined {
  // Nearly all are small, and to compare a number with a bigint is dear.
  if (Number.isSafeInteger(value)) return `${value as number}i`;
  return value <= largestInteger && value >= -largestInteger ? `${value.toString()}i` : undefined;
}

/** `undefined` for what InfluxDB has no number for: NaN and the infinities. */
export function floatValue(value: number): string | undefined {
  return Number.isFinite(value) ? String(value) : undefined;
}

export function stringValue(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const isPlain = /^[\w.:/-]+$/;
// Looked for from the first of them only: from each, a long row of them would take its square.
const unspellable = /(?<!\\)\\+(?=[,= ]|$)/g;
const largestInteger = 2n ** 63n - 1n;
const controlCharacters = /\p{Cc}/gu;
