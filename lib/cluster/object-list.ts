import { PbfReader } from 'pbf';
import { items, type Kind, listMetadata, type Message } from './messages.ts';

/** Asks for the form that the API server keeps objects in, where it has it: half of the bytes, and little to read. */
export const objectsAccept = 'application/vnd.kubernetes.protobuf, application/json;q=0.9';

/**
 * Hands on what heapline reads of each object of a list, in the shape that it has as JSON, and gives where the next page
 * begins; `undefined` on the last. Of protobuf everything else is stepped over.
 *
 * @throws Error where the body is no list, or one of more than `most`
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function readObjects(
  of: keyof typeof items,
  body: Buffer | string,
  most: number,
  onObject: (object: unknown) => void,
): string | undefined {
  let count = 0;
  const hand = (object: unknown) => {
    if (++count > most) throw new Error(`it holds more than ${most} objects`);
    onObject(object);
  };
  if (typeof body === 'string' || !isProtobuf(body)) return readJsonList(body.toString(), hand);
  const list = rawOf(new PbfReader(body.subarray(magic.length)));
  let next: unknown;
  list.readFields((field) => {
    if (field === metadataField) next = messageOf(list, listMetadata)['continue'];
    else if (field === itemsField) hand(messageOf(list, items[of]));
  }, undefined);
  return typeof next === 'string' && next !== '' ? next : undefined;
}

/** The words of a Status, the form in which the API server refuses; `undefined` where it is none, or JSON. */
export function statusMessage(body: Buffer): string | undefined {
  if (!isProtobuf(body)) return undefined;
  const status = rawOf(new PbfReader(body.subarray(magic.length)));
  return status.readFields<{ message?: string }>((field, found) => {
    if (field === messageField) found.message = textOf(status);
  }, {}).message;
}

const messageField = 3;
const magic = Buffer.from('k8s\0');
const rawField = 2;
const metadataField = 1;
const itemsField = 2;

function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, magic.length).equals(magic);
}

/** The object in its envelope. */
function rawOf(envelope: PbfReader): PbfReader {
  const raw = envelope.readFields<{ bytes?: Uint8Array }>((field, found) => {
    if (field === rawField) found.bytes = envelope.readBytes();
  }, {}).bytes;
  if (!raw) throw new Error('there is no object in it');
  return new PbfReader(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
}

function messageOf(reader: PbfReader, message: Message): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const end = endOf(reader);
  for (let number = reader.nextField(end); number !== 0; number = reader.nextField(end)) {
    const field = message.get(number);
    if (!field) continue;
    const { name, kind, isList } = field;
    if (isList) ((object[name] ??= []) as unknown[]).push(valueOf(reader, kind));
    else if (kind === 'texts' || kind === 'quantities')
      addEntry(reader, (object[name] ??= {}) as Record<string, string>, kind);
    else object[name] = valueOf(reader, kind);
  }
  return object;
}

function valueOf(reader: PbfReader, kind: Kind): unknown {
  if (kind === 'text') return textOf(reader);
  if (kind === 'number') return reader.readVarint(true);
  if (kind === 'flag') return reader.readBoolean();
  return messageOf(reader, kind as Message);
}

const keyField = 1;
const valueField = 2;
const quantity: Message = new Map([[1, { name: 'string', kind: 'text' }]]);

function addEntry(reader: PbfReader, map: Record<string, string>, kind: 'texts' | 'quantities'): void {
  const end = endOf(reader);
  let key = '';
  let value = '';
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === keyField) key = textOf(reader);
    else if (field === valueField)
      value =
        kind === 'texts'
          ? textOf(reader)
          : ((messageOf(reader, quantity)['string'] as string | undefined) ?? '');
  }
  if (key !== '__proto__') map[key] = value;
}

function textOf(reader: PbfReader): string {
  const end = endOf(reader);
  const text = (reader.buf as Buffer).toString('utf8', reader.pos, end);
  reader.pos = end;
  return text;
}

/** Where what follows ends, by the length that stands before it. */
function endOf(reader: PbfReader): number {
  const end = reader.readVarint() + reader.pos;
  if (!(end <= reader.length)) throw new Error('it breaks off');
  return end;
}

function readJsonList(text: string, onObject: (object: unknown) => void): string | undefined {
  const list = JSON.parse(text) as { items?: unknown; metadata?: { continue?: unknown } | null } | null;
  // A kubelet without pods says null.
  const objects = list?.items ?? [];
  if (typeof list !== 'object' || list === null || Array.isArray(list) || !Array.isArray(objects))
    throw new Error('it has no list of items');
  objects.forEach(onObject);
  const next = list.metadata?.continue;
  return typeof next === 'string' && next !== '' ? next : undefined;
}
