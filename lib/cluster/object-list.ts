import { PbfReader } from 'pbf';
import { textOf } from './message-reader.ts';
import { messageReaders } from './messages.ts';
import { type Share, sharer } from './sharer.ts';

/** Asks for the form that the API server keeps objects in, where it has it: half of the bytes, and little to read. */
export const objectsAccept = 'application/vnd.kubernetes.protobuf, application/json;q=0.9';

/** What the lists and maps of one object hold together at most, where it is as it should be. */
export const mostElements = 5000;

/**
 * Hands on what heapline reads of each object of a list, in the shape that it has as JSON, and gives where the next page
 * begins; `undefined` on the last. Of protobuf everything else is stepped over.
 *
 * @param share what objects have in common is read once
 * @throws Error where the body is no list, or one of more than `most`
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function readObjects(
  of: 'nodes' | 'pods',
  body: Buffer | string,
  most: number,
  onObject: (object: unknown) => void,
  share: Share = sharer(),
): string | undefined {
  let count = 0;
  const hand = (object: unknown) => {
    if (++count > most) throw new Error(`it holds more than ${most} objects`);
    onObject(object);
  };
  if (typeof body === 'string' || !isProtobuf(body)) return readJsonList(body.toString(), hand);
  const list = rawOf(new PbfReader(body.subarray(magic.length)));
  const { ListMeta: listMetadata, ...readers } = messageReaders();
  const item = of === 'pods' ? readers.Pod : readers.Node;
  let next: unknown;
  list.readFields((field) => {
    if (field === metadataField) next = listMetadata(list, share)['continue'];
    else if (field === itemsField) hand(item(list, share));
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
