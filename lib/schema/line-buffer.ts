import type { Count } from '../util/count.ts';
import type { Lines } from '../model/lines.ts';
import { withCapacity } from '../util/buffer-pool.ts';
import { floatValue, integerValue, tagPart } from './line-encoder.ts';

/** Line protocol under construction, as bytes: building it from strings takes several times the memory. */
export interface LineBuffer {
  bytes: Buffer;
  /** The write position. Setting it back discards what follows. */
  at: number;
  ends: number[];
  values: number;
  unwritable: number;
}

const initialBytes = 2 ** 14;

export function newLineBuffer(): LineBuffer {
  return { bytes: Buffer.allocUnsafe(initialBytes), at: 0, ends: [], values: 0, unwritable: 0 };
}

/** The lines that `write` puts into the buffer. The buffer is reused: they are valid until the next call. */
export function written(buffer: LineBuffer, write: () => void): Lines {
  Object.assign(buffer, { at: 0, ends: [], values: 0, unwritable: 0 });
  write();
  const { bytes, at, ends, values, unwritable } = buffer;
  return { bytes: bytes.subarray(0, at), ends, values, unwritable };
}

/**
 * Ends a line with its time. Its fields begin at `fieldsAt`, each with a comma before it; the first comma
 * becomes a space.
 */
export function endLine(buffer: LineBuffer, fieldsAt: number, timeMs: number): void {
  buffer.bytes[fieldsAt] = blank;
  putText(buffer, ' ');
  if (!putDigits(buffer, timeMs)) putText(buffer, String(timeMs));
  putText(buffer, '\n');
  buffer.ends.push(buffer.at);
}

const blank = 32;

/** Counts a field that began at `before`; discards it where its value was not writable. */
export function countField(buffer: LineBuffer, before: number, isWritten: boolean): boolean {
  if (isWritten) buffer.values++;
  else {
    buffer.unwritable++;
    buffer.at = before;
  }
  return isWritten;
}

export function putBytes(buffer: LineBuffer, bytes: Buffer): void {
  const { length } = bytes;
  const target = withSpace(buffer, length);
  // A call of `set` costs as much as copying 30 bytes.
  if (length > 32) target.set(bytes, buffer.at);
  else for (let index = 0; index < length; index++) target[buffer.at + index] = bytes[index] ?? 0;
  buffer.at += length;
}

export function putText(buffer: LineBuffer, text: string): true {
  if (putPlain(buffer, text, isAscii)) return true;
  const target = withSpace(buffer, 3 * text.length);
  buffer.at += target.write(text, buffer.at, 'utf8');
  return true;
}

/** `,name=`, before the value of a tag or field. */
export function startOf(name: string): Buffer {
  return Buffer.from(`,${name}=`);
}

/** Adds to tags what `putTag` needs. */
export function withStarts<Tag extends { readonly name: string }>(tags: readonly Tag[]) {
  return tags.map((tag) => ({ ...tag, start: startOf(tag.name) }));
}

/** Writes `,name=value` as `tagPart` does; `start` is `,name=`. */
export function putTag(buffer: LineBuffer, name: string, start: Buffer, value: string): void {
  if (value === '') return;
  const before = buffer.at;
  putBytes(buffer, start);
  if (putPlain(buffer, value, isPlain)) return;
  buffer.at = before;
  putText(buffer, tagPart(name, value));
}

/** Returns `false`, without writing, for a number outside int64. */
export function putInteger(buffer: LineBuffer, value: Count): boolean {
  if (typeof value === 'number' && putDigits(buffer, value)) {
    buffer.bytes[buffer.at++] = 105;
    return true;
  }
  return putValue(buffer, integerValue(value));
}

/** Returns `false`, without writing, for NaN and the infinities. */
export function putFloat(buffer: LineBuffer, value: number): boolean {
  return putDigits(buffer, value) || putValue(buffer, floatValue(value));
}

function putValue(buffer: LineBuffer, text: string | undefined): boolean {
  return text !== undefined && putText(buffer, text);
}

/** Writes a safe integer of zero or more; returns `false`, without writing, for any other number. */
function putDigits(buffer: LineBuffer, value: number): boolean {
  if (!Number.isSafeInteger(value) || value < 0) return false;
  withSpace(buffer, maxDigits + 1);
  const high = value < half ? 0 : Math.floor(value / half);
  if (high > 0) putHalf(buffer, high, digitsOf(high));
  const low = value - high * half;
  putHalf(buffer, low, high > 0 ? halfDigits : digitsOf(low));
  return true;
}

const maxDigits = 16;
const halfDigits = 8;
// Up to this, V8 computes with small integers.
const half = 10 ** halfDigits;

function putHalf(buffer: LineBuffer, value: number, digits: number): void {
  const { bytes, at } = buffer;
  let left = value | 0;
  for (let index = at + digits - 1; index >= at; index--) {
    const tenth = (left / 10) | 0;
    bytes[index] = 48 + left - 10 * tenth;
    left = tenth;
  }
  buffer.at = at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let above = 10; above <= value; above *= 10) digits++;
  return digits;
}

/** Writes `text` if all its characters are of a kind; else returns `false`, without writing. */
function putPlain(buffer: LineBuffer, text: string, isOfKind: Uint8Array): boolean {
  const { length } = text;
  const target = withSpace(buffer, length);
  const { at } = buffer;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (isOfKind[code] !== 1) return false;
    target[at + index] = code;
  }
  buffer.at = at + length;
  return true;
}

const isAscii = new Uint8Array(128).fill(1);
/** Characters that need no escaping in names. */
const isPlain = isAscii.map((_, code) => Number(/[\w.:/-]/.test(String.fromCharCode(code))));

function withSpace(buffer: LineBuffer, more: number): Buffer {
  const target = withCapacity(buffer.bytes, buffer.at, more);
  if (target !== buffer.bytes) buffer.bytes = target;
  return target;
}
