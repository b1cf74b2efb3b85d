import { storedText } from './line-encoder.ts';

/** The condition that a tag has this value; an empty one matches points without the tag. */
export function tagIs(tag: string, value: string): string {
  return `"${tag}" = ${quotedText(value)}`;
}

/** An InfluxQL string, as the database stores it. */
export function quotedText(text: string): string {
  return `'${storedText(text).replace(/[\\']/g, '\\$&')}'`;
}
