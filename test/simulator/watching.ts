import type { ServerResponse } from 'node:http';

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: object;
}

/** `410`: with the message that its resourceVersion is too old. */
export type EndWatch = (why?: '410') => void;

const lookEveryMs = 100;
const type = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

/** A list of names and labels alone. */
export function metadataOnly(list: object): object {
  const { items, ...rest } = list as { items: { metadata: Metadata }[] };
  return {
    ...rest,
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    items: items.map(({ metadata }) => ({ metadata })),
  };
}

/** Sends the changes until the client disconnects. Gives a function that ends the watch, as servers do after a while. */
export function answerWatch(response: ServerResponse, objectsNow: () => readonly object[]): EndWatch {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const seen = keyed(objectsNow());
  const send = (event: string, metadata: Metadata) =>
    response.write(
      `${JSON.stringify({ type: event, object: { ...type, metadata: { ...metadata, resourceVersion: '4712' } } })}\n`,
    );
  const timer = setInterval(() => {
    const now = keyed(objectsNow());
    for (const [key, metadata] of now) {
      const known = seen.get(key);
      if (known && JSON.stringify(known) === JSON.stringify(metadata)) continue;
      seen.set(key, metadata);
      send(known ? 'MODIFIED' : 'ADDED', metadata);
    }
    for (const [key, metadata] of seen)
      if (!now.has(key)) {
        seen.delete(key);
        send('DELETED', metadata);
      }
  }, lookEveryMs);
  response.once('close', () => clearInterval(timer));
  return (why) => {
    if (why === '410')
      response.write(
        `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })}\n`,
      );
    response.end();
  };
}

function keyed(objects: readonly object[]): Map<string, Metadata> {
  return new Map(
    (objects as { metadata: Metadata }[]).map(({ metadata }) => [
      `${metadata.namespace ?? ''}/${metadata.name}`,
      metadata,
    ]),
  );
}
