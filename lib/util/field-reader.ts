import type { Count } from './count.ts';
import { exactInteger, finiteNumber } from './exact-json.ts';

/**
 * A foreign JSON object that is checked field by field while it is read. A value of the wrong type is noted
 * with its path and read as absent. `null` is absent, and so is every field of an absent object.
 */
export interface FieldReader {
  readonly value: Readonly<Record<string, unknown>>;
  readonly key: string | number;
  readonly parent: FieldReader | undefined;
  readonly notes: ReaderNotes;
}

/** Shared by all readers of one document. */
interface ReaderNotes {
  /** What was expected, by the path of the invalid value. */
  readonly invalid: Map<string, string>;
  readonly maxElements: number;
  readonly limitName: string;
  /** Elements of lists and maps that may still be read. */
  elementsLeft: number;
  /** Whether a list was left out because of the limit. */
  isIncomplete: boolean;
}

/** Maximum length of a name that a foreign server chose. */
export const maxNameLength = 1024;

/** A document with more invalid values is given up. */
const maxInvalid = 10_000;

/** Thrown where a document has too many invalid values. */
export class DocumentLimit extends Error {}

/**
 * A reader of a whole document; `undefined` where it is no object.
 *
 * @param maxElements of all lists and maps in total; a list or map beyond is noted and read as absent
 * @param limitName the setting to raise, for the note
 */
export function readerOf(value: unknown, maxElements: number, limitName = ''): FieldReader | undefined {
  if (!isObject(value)) return undefined;
  return {
    value,
    key: '',
    parent: undefined,
    notes: { invalid: new Map(), maxElements, limitName, elementsLeft: maxElements, isIncomplete: false },
  };
}

/** The invalid values noted so far. */
export function invalidIn(document: FieldReader | undefined): InvalidValue[] {
  return Array.from(document?.notes.invalid ?? [], ([path, expected]) => ({
    path,
    reason: `expected ${expected}`,
  }));
}

/** Notes an invalid value. @throws DocumentLimit */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- fits wherever a value may be absent
export function noteInvalid<Value>(
  at: FieldReader,
  key: string | number,
  expected: string,
): Value | undefined {
  if (at.notes.invalid.size >= maxInvalid) throw new DocumentLimit(`wrong in more than ${maxInvalid} places`);
  const path = [key];
  for (let next: FieldReader = at; next.parent; next = next.parent) path.unshift(next.key);
  at.notes.invalid.set(path.join('.'), expected);
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(at: FieldReader | undefined, key: string): FieldReader | undefined {
  const value = at?.value[key];
  if (!at || value === undefined || value === null) return undefined;
  return isObject(value) ? { value, key, parent: at, notes: at.notes } : noteInvalid(at, key, 'an object');
}

/** A required object. */
export function readRequiredObject(at: FieldReader | undefined, key: string): FieldReader | undefined {
  return readObject(at, key) ?? (at && at.value[key] == null ? noteInvalid(at, key, 'an object') : undefined);
}

/** A whole number of zero or more, exact up to uint64. */
export function readCount(at: FieldReader | undefined, key: string): Count | undefined {
  const value = at?.value[key];
  if (!at || value === undefined || value === null) return undefined;
  return exactInteger(value) ?? noteInvalid(at, key, 'a whole number of zero or more');
}

/** A finite number of zero or more. */
export function readAmount(at: FieldReader | undefined, key: string): number | undefined {
  const value = at?.value[key];
  if (!at || value === undefined || value === null) return undefined;
  const amount = finiteNumber(value);
  return amount !== undefined && amount >= 0 ? amount : noteInvalid(at, key, 'a number of zero or more');
}

export function readBoolean(at: FieldReader | undefined, key: string): boolean | undefined {
  const value = at?.value[key];
  if (!at || value === undefined || value === null) return undefined;
  return typeof value === 'boolean' ? value : noteInvalid(at, key, 'true or false');
}

export function readText(
  at: FieldReader | undefined,
  key: string,
  maxLength = maxNameLength,
): string | undefined {
  const value = at?.value[key];
  if (!at || value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= maxLength) return value;
  return noteInvalid(at, key, `a string of at most ${maxLength} characters`);
}

/** A required name. */
export function readName(at: FieldReader | undefined, key: string): string | undefined {
  const value = at?.value[key];
  if (typeof value === 'string' && value !== '' && value.length <= maxNameLength) return value;
  return at && noteInvalid(at, key, `a name of at most ${maxNameLength} characters`);
}

const none: readonly never[] = [];

/** The results of `read` for each object in a list, without the `undefined` ones. */
export function readList<Item>(
  at: FieldReader | undefined,
  key: string,
  read: (item: FieldReader) => Item | undefined,
): readonly Item[] {
  const list = at?.value[key];
  const isWithinLimit = !at || !Array.isArray(list) || countElements(at, key, list.length);
  return isWithinLimit ? readUncounted(at, key, read) : none;
}

/** As `readList`, for a list of which few items are kept: pass their number to `countElements`. */
export function readUncounted<Item>(
  at: FieldReader | undefined,
  key: string,
  read: (item: FieldReader) => Item | undefined,
): readonly Item[] {
  const list = at?.value[key];
  if (!at || list === undefined || list === null) return none;
  if (!Array.isArray(list)) return noteInvalid<readonly Item[]>(at, key, 'a list') ?? none;
  const items: Item[] = [];
  const listAt: FieldReader = { value: list as never, key, parent: at, notes: at.notes };
  for (let index = 0; index < list.length; index++) {
    const value: unknown = list[index];
    const item = isObject(value)
      ? read({ value, key: index, parent: listAt, notes: at.notes })
      : noteInvalid<Item>(listAt, index, 'an object');
    if (item !== undefined) items.push(item);
  }
  return items;
}

/** Calls `visit` for each key of a map. A key that is too long is noted. */
export function readEntries(
  map: FieldReader | undefined,
  visit: (map: FieldReader, key: string) => void,
): void {
  if (!map) return;
  const keys = Object.keys(map.value);
  if (!countElements(map.parent ?? map, map.key, keys.length)) return;
  for (const key of keys)
    if (key !== '' && key.length <= maxNameLength) visit(map, key);
    else noteInvalid(map, key.slice(0, 20), `a key of 1 to ${maxNameLength} characters`);
}

/** A map of strings. */
export function readTexts(at: FieldReader | undefined, key: string): Readonly<Record<string, string>> {
  const texts: [string, string][] = [];
  readEntries(readObject(at, key), (map, name) => {
    const text = readText(map, name);
    if (text !== undefined) texts.push([name, text]);
  });
  return Object.fromEntries(texts);
}

/** Whether the document may have so many elements more. If not, the list is noted with the limit. */
export function countElements(at: FieldReader, key: string | number, count: number): boolean {
  const { notes } = at;
  if (count <= notes.elementsLeft) {
    notes.elementsLeft -= count;
    return true;
  }
  notes.isIncomplete = true;
  const { maxElements, limitName } = notes;
  noteInvalid(
    at,
    key,
    `at most ${maxElements} list items and map keys in the whole answer${limitName && ` (${limitName})`}`,
  );
  return false;
}

/** A value that was ignored: its path and the reason. */
export interface InvalidValue {
  readonly path: string;
  readonly reason: string;
}
