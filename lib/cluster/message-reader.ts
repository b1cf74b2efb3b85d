import type { PbfReader } from 'pbf';
import { made, type Recipe } from '../made-code.ts';
import type { Share } from './sharer.ts';

/** Reads what heapline wants of a message, in the shape that it has as JSON: `undefined` is what is not there. */
type ReadMessage = (reader: PbfReader, share: Share) => Record<string, unknown>;

/**
 * Messages by their names, and their fields by those of the JSON form: each with its number and its kind. That is `text`,
 * `number`, `flag`, a map of `texts` or of `quantities`, or the name of a message, in brackets where there may be several.
 */
type Messages = Readonly<Record<string, Readonly<Record<string, readonly [number, Kind]>>>>;
type Kind = string | readonly [string];

/**
 * Readers of messages; every field that is not named is stepped over. They are code made of the fields, so that objects are of
 * one shape, and a list of pods costs half.
 *
 * @param told what is told again and again: it is known by its bytes, and read once; but for long ones, which are no two alike
 */
export function readersOf<All extends Messages>(
  messages: All,
  told: readonly (keyof All & string)[],
): { readonly recipe: Recipe; readonly readers: () => Readonly<Record<keyof All, ReadMessage>> } {
  const recipe: Recipe = {
    name: 'readers of messages',
    parts: ['endOf', 'shared', ...Object.keys(kinds)],
    source: () => sourceOf(messages, told),
  };
  let readers: Readonly<Record<keyof All, ReadMessage>> | undefined;
  return {
    recipe,
    readers: () =>
      (readers ??= made(recipe, endOf, shared, ...Object.values(kinds)) as Record<keyof All, ReadMessage>),
  };
}

function sourceOf(messages: Messages, told: readonly string[]): string {
  const readers = Object.entries(messages).map(([name, fields]) => {
    const read = `(reader, share) => {${bodyOf(fields)}}`;
    return `const ${name} = ${told.includes(name) ? `shared('${name}', ${read})` : read};`;
  });
  return [...readers, `return { ${Object.keys(messages).join(', ')} };`].join('\n');
}

const longestShared = 512;

function shared(name: string, read: ReadMessage): ReadMessage {
  return (reader, share) => {
    const start = reader.pos;
    const end = endOf(reader);
    const bytesStart = reader.pos;
    const readIt = () => {
      reader.pos = start;
      return read(reader, share);
    };
    if (end - bytesStart > longestShared) return readIt();
    reader.pos = end;
    return share(name, (reader.buf as Buffer).toString('latin1', bytesStart, end), readIt);
  };
}

function bodyOf(fields: Messages[string]): string {
  const names = Object.keys(fields);
  const cases = Object.values(fields).map(([number, kind], index) => {
    const value = `v${index}`;
    if (typeof kind !== 'string')
      return `case ${number}: (${value} ??= []).push(${kind[0]}(reader, share)); break;`;
    if (kind === 'texts' || kind === 'quantities')
      return `case ${number}: ${kind}(reader, ${value} ??= {}); break;`;
    return `case ${number}: ${value} = ${kind}(${Object.hasOwn(kinds, kind) ? 'reader' : 'reader, share'}); break;`;
  });
  return `
    let ${names.map((_, index) => `v${index}`).join(', ')};
    const end = endOf(reader);
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
      switch (field) { ${cases.join('\n')} }
    return { ${names.map((name, index) => `${JSON.stringify(name)}: v${index}`).join(', ')} };`;
}

const kinds = {
  text: textOf,
  number: (reader: PbfReader) => reader.readVarint(true),
  flag: (reader: PbfReader) => reader.readBoolean(),
  texts: (reader: PbfReader, map: Record<string, string>) => addEntry(reader, map, textOf),
  quantities: (reader: PbfReader, map: Record<string, string>) => addEntry(reader, map, quantityOf),
};

export function textOf(reader: PbfReader): string {
  const end = endOf(reader);
  const text = (reader.buf as Buffer).toString('utf8', reader.pos, end);
  reader.pos = end;
  return text;
}

const keyField = 1;
const valueField = 2;

function addEntry(
  reader: PbfReader,
  map: Record<string, string>,
  valueOf: (reader: PbfReader) => string,
): void {
  const end = endOf(reader);
  let key = '';
  let value = '';
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === keyField) key = textOf(reader);
    else if (field === valueField) value = valueOf(reader);
  }
  if (key !== '__proto__') map[key] = value;
}

/** A Quantity is a message of one text. */
function quantityOf(reader: PbfReader): string {
  const end = endOf(reader);
  let text = '';
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
    if (field === 1) text = textOf(reader);
  return text;
}

/** Where what follows ends, by the length that stands before it. */
function endOf(reader: PbfReader): number {
  const end = reader.readVarint() + reader.pos;
  if (!(end <= reader.length)) throw new Error('it breaks off');
  return end;
}
