import { storedText } from './line.ts';

/** A string of InfluxQL, as the database holds it. */
export function quotedText(text: string): string {
  return `'${storedText(text).replace(/[\\']/g, '\\$&')}'`;
}
