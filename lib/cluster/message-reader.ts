import type { PbfReader } from 'pbf';
import type { Share } from './sharer.ts';

/** Reads what heapline wants of a message, in the shape that it has as JSON: `undefined` is what is not there. */
type ReadMessage = (reader: PbfReader, share: Share) => Record<string, unknown>;

/** How a field is read: a text, a number, a truth value, a message, or a map of texts or of quantities. */
type Kind = 'text' | 'number' | 'flag' | 'texts' | 'quantities' | ReadMessage;

/** Fields by the names of the JSON form: their number, and their kind, in brackets where there may be several. */
type Fields = Readonly<Record<string, readonly [number, Kind | readonly [ReadMessage]]>>;

/**
 * A reader of a message; every field that is not named is stepped over. It is code made of the fields, so that objects are of
 * one shape, and a list of pods costs half.
 */
export function readerOf(fields: Fields): ReadMessage {
  let read: ReadMessage | undefined;
  return (reader, share) => (read ??= compiled(fields))(reader, share);
}

/** As `read`, for a message that is told again and again: it is known by its bytes, and read once. */
export function kept(kind: string, read: ReadMessage): ReadMessage {
  return (reader, share) => {
    const start = reader.pos;
    const end = endOf(reader);
    const bytes = (reader.buf as Buffer).toString('latin1', start, end);
    reader.pos = end;
    return share(kind, bytes, () => {
      reader.pos = start;
      return read(reader, share);
    });
  };
}

function compiled(fields: Fields): ReadMessage {
  const messages: ReadMessage[] = [];
  const cases = Object.values(fields).map(([number, kind], index) => {
    const value = `v${index}`;
    if (kind === 'texts' || kind === 'quantities')
      return `case ${number}: entry(reader, ${value} ??= {}, '${kind}'); break;`;
    if (typeof kind === 'string') return `case ${number}: ${value} = ${kind}(reader); break;`;
    const [message, isList] = typeof kind === 'function' ? [kind, false] : [kind[0], true];
    const made = `messages[${messages.push(message) - 1}](reader, share)`;
    return `case ${number}: ${isList ? `(${value} ??= []).push(${made})` : `${value} = ${made}`}; break;`;
  });
  const names = Object.keys(fields);
  const source = `return (reader, share) => {
    let ${names.map((_, index) => `v${index}`).join(', ')};
    const end = endOf(reader);
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
      switch (field) { ${cases.join('\n')} }
    return { ${names.map((name, index) => `${JSON.stringify(name)}: v${index}`).join(', ')} };
  };`;
  const parts = { messages, endOf, text: textOf, number: numberOf, flag: flagOf, entry: addEntry };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of our own fields alone; nothing of an answer is part of it
  const make = new Function(...Object.keys(parts), source) as (...given: unknown[]) => ReadMessage;
  return make(...Object.values(parts));
}

export function textOf(reader: PbfReader): string {
  const end = endOf(reader);
  const text = (reader.buf as Buffer).toString('utf8', reader.pos, end);
  reader.pos = end;
  return text;
}

function numberOf(reader: PbfReader): number {
  return reader.readVarint(true);
}

function flagOf(reader: PbfReader): boolean {
  return reader.readBoolean();
}

const keyField = 1;
const valueField = 2;

function addEntry(reader: PbfReader, map: Record<string, string>, kind: 'texts' | 'quantities'): void {
  const end = endOf(reader);
  let key = '';
  let value = '';
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === keyField) key = textOf(reader);
    else if (field === valueField) value = kind === 'texts' ? textOf(reader) : quantityOf(reader);
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
