import type { Count } from '../util/count.ts';
import type { Lines } from '../model/lines.ts';
import { roomFor } from '../util/buffer-pool.ts';
import { floatValue, integerValue, tagPart } from './line-encoder.ts';

/** Lines that are being written: as bytes at once, because texts put together of pieces cost several times their room. */
export interface Page {
  bytes: Buffer;
  /** Where the next byte goes. To set it back takes back what was written. */
  at: number;
  ends: number[];
  values: number;
  unwritable: number;
}

const firstBytes = 2 ** 14;

export function newPage(): Page {
  return { bytes: Buffer.allocUnsafe(firstBytes), at: 0, ends: [], values: 0, unwritable: 0 };
}

/** What `write` writes on the page, which is used again and again: the lines are good until something else is written on it. */
export function written(page: Page, write: () => void): Lines {
  Object.assign(page, { at: 0, ends: [], values: 0, unwritable: 0 });
  write();
  const { bytes, at, ends, values, unwritable } = page;
  return { bytes: bytes.subarray(0, at), ends, values, unwritable };
}

/** Ends a line with its time. Its fields begin at `fieldsAt`: there is a comma before each of them, and a blank before the first. */
export function endLine(page: Page, fieldsAt: number, timeMs: number): void {
  page.bytes[fieldsAt] = blank;
  putText(page, ' ');
  if (!putDigits(page, timeMs)) putText(page, String(timeMs));
  putText(page, '\n');
  page.ends.push(page.at);
}

const blank = 32;

/** Counts a field that began at `before`, and takes it back where its value could not be written. */
export function countField(page: Page, before: number, isWritten: boolean): boolean {
  if (isWritten) page.values++;
  else {
    page.unwritable++;
    page.at = before;
  }
  return isWritten;
}

export function putBytes(page: Page, bytes: Buffer): void {
  const { length } = bytes;
  const room = roomOn(page, length);
  // A call to what copies memory costs as much as some thirty bytes.
  if (length > 32) room.set(bytes, page.at);
  else for (let index = 0; index < length; index++) room[page.at + index] = bytes[index] ?? 0;
  page.at += length;
}

export function putText(page: Page, text: string): true {
  if (putPlain(page, text, isAscii)) return true;
  const room = roomOn(page, 3 * text.length);
  page.at += room.write(text, page.at, 'utf8');
  return true;
}

/** `,name=`, which stands before the value of a tag or a field. */
export function startOf(name: string): Buffer {
  return Buffer.from(`,${name}=`);
}

/** Tags with what `putTag` wants to know of them. */
export function withStarts<Tag extends { readonly name: string }>(tags: readonly Tag[]) {
  return tags.map((tag) => ({ ...tag, start: startOf(tag.name) }));
}

/** `,name=value` as `tagPart` has it; `start` is `,name=`. */
export function putTag(page: Page, name: string, start: Buffer, value: string): void {
  if (value === '') return;
  const before = page.at;
  putBytes(page, start);
  if (putPlain(page, value, isPlain)) return;
  page.at = before;
  putText(page, tagPart(name, value));
}

/** `false`, and nothing written, where int64 cannot hold the number. */
export function putInteger(page: Page, value: Count): boolean {
  if (typeof value === 'number' && putDigits(page, value)) {
    page.bytes[page.at++] = 105;
    return true;
  }
  return putValue(page, integerValue(value));
}

/** `false`, and nothing written, for what InfluxDB has no number for. */
export function putFloat(page: Page, value: number): boolean {
  return putDigits(page, value) || putValue(page, floatValue(value));
}

function putValue(page: Page, text: string | undefined): boolean {
  return text !== undefined && putText(page, text);
}

/** A whole number of zero or more that a double holds exactly; `false`, and nothing written, for any other. */
function putDigits(page: Page, value: number): boolean {
  if (!Number.isSafeInteger(value) || value < 0) return false;
  roomOn(page, mostDigits + 1);
  const high = value < half ? 0 : Math.floor(value / half);
  if (high > 0) putHalf(page, high, digitsOf(high));
  const low = value - high * half;
  putHalf(page, low, high > 0 ? halfDigits : digitsOf(low));
  return true;
}

const mostDigits = 16;
const halfDigits = 8;
// Numbers up to here are whole numbers to the machine, too.
const half = 10 ** halfDigits;

function putHalf(page: Page, value: number, digits: number): void {
  const { bytes, at } = page;
  let left = value | 0;
  for (let index = at + digits - 1; index >= at; index--) {
    const tenth = (left / 10) | 0;
    bytes[index] = 48 + left - 10 * tenth;
    left = tenth;
  }
  page.at = at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let above = 10; above <= value; above *= 10) digits++;
  return digits;
}

/** The characters of `text`, where all of them are of a kind; else `false`, and nothing written. */
function putPlain(page: Page, text: string, isOfKind: Uint8Array): boolean {
  const { length } = text;
  const room = roomOn(page, length);
  const { at } = page;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (isOfKind[code] !== 1) return false;
    room[at + index] = code;
  }
  page.at = at + length;
  return true;
}

const isAscii = new Uint8Array(128).fill(1);
/** What stands in names for itself. */
const isPlain = isAscii.map((_, code) => Number(/[\w.:/-]/.test(String.fromCharCode(code))));

function roomOn(page: Page, more: number): Buffer {
  const room = roomFor(page.bytes, page.at, more);
  if (room !== page.bytes) page.bytes = room;
  return room;
}
