import { storedText } from './line-encoder.ts';

/** The condition that a tag has this value, which may be none. */
export function tagIs(tag: string, value: string): string {
  return `"${tag}" = ${quotedText(value)}`;
}

/** A string of InfluxQL, as the database holds it. */
export function quotedText(text: string): string {
  return `'${storedText(text).replace(/[\\']/g, '\\$&')}'`;
}
