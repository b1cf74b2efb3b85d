import * as z from 'zod';
import { again } from '../util/repeat.ts';
import { backoffMs } from '../util/backoff.ts';
import { AppError } from '../errors/app-error.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { linesOf } from '../util/text-lines.ts';
import { liveKey } from '../model/live-objects.ts';
import { apiError, type Patience } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import { listAll } from './paged-list.ts';
import { type Share, sharer } from '../util/interner.ts';

type Labels = Readonly<Record<string, string>>;

/** The nodes or running pods that there are, as they come and go. */
export interface Live {
  /** Labels by namespace, `/` and name; of nodes by `/` and name. `undefined` until they have been listed once. */
  readonly current: () => ReadonlyMap<string, Labels> | undefined;
  /** Why they could not be followed when that was last tried. */
  readonly trouble: () => AppError | undefined;
}

interface Followed {
  readonly resource: 'nodes' | 'pods';
  readonly filters: Readonly<Record<string, string>>;
}

export const liveNodes: Followed = { resource: 'nodes', filters: {} };
export const livePods: Followed = { resource: 'pods', filters: { fieldSelector: 'status.phase=Running' } };

interface Options {
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly onTrouble: (error: AppError) => void;
  readonly onWell: () => void;
}

/**
 * Lists and then watches, until `signal` ends, the names and labels alone. What was known stays known while the API server is
 * away.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function follow(connection: Connection, followed: Followed, options: Options): Live {
  const { signal, now, random } = options;
  let current: Map<string, Labels> | undefined;
  let trouble: AppError | undefined;
  let inVain = 0;
  void again(signal, async () => {
    const startMs = now();
    try {
      const { objects, version } = await list(connection, followed, options);
      current = objects;
      trouble = undefined;
      options.onWell();
      await watch(connection, followed, objects, version, options);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!signal.aborted) options.onTrouble((trouble = error));
    }
    // A list of everything is costly: it is not read again and again where watches do not last.
    inVain = now() - startMs < lastingMs ? inVain + 1 : 0;
    return patienceFactor * backoffMs(inVain, random);
  });
  return { current: () => current, trouble: () => trouble };
}

async function list(
  connection: Connection,
  { resource, filters }: Followed,
  { signal, now, random }: Options,
): Promise<{ objects: Map<string, Labels>; version: string }> {
  let version = '';
  const share = sharer();
  const read = (body: Buffer) => {
    const { metadata, items } = listSchema.parse(JSON.parse(body.toString()));
    version = metadata.resourceVersion;
    return { items: items.map((item) => entryOf(item, share)), next: metadata.continue || undefined };
  };
  const patience: Patience = { signal, retryUntilMs: now(), now, random, onRetry: () => undefined };
  const accept = `application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
  const objects = new Map(await listAll(connection, resource, filters, read, patience, accept));
  return { objects, version };
}

const mostEventChars = 4 * 2 ** 20;
const silenceMs = 330_000;
const watchSeconds = 300;
const lastingMs = 2_000;
const patienceFactor = 4;

/** Returns when the objects have to be listed anew. */
async function watch(
  connection: Connection,
  { resource, filters }: Followed,
  objects: Map<string, Labels>,
  from: string,
  { signal, now }: Options,
): Promise<void> {
  let version = from;
  for (;;) {
    const query = new URLSearchParams({
      ...filters,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(watchSeconds),
    });
    const question = { verb: 'watch', resource };
    const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    const path = `/api/v1/${resource}?${query.toString()}`;
    const startMs = now();
    const answer = await connection.follow({ path, accept }, silenceMs, signal);
    if (!answer.ok && answer.cause === 'gone') return;
    if (!answer.ok) throw apiError(connection, answer, question);
    try {
      for await (const line of linesOf(answer.body, mostEventChars)) {
        const event = eventSchema.parse(JSON.parse(line));
        if (event.type === 'ERROR') return;
        const [key, labels] = entryOf(event.object);
        version = event.object.metadata.resourceVersion ?? version;
        if (event.type === 'DELETED') objects.delete(key);
        else if (event.type !== 'BOOKMARK') objects.set(key, labels);
      }
    } catch (error) {
      throw apiError(connection, failureOf(error), question);
    }
    // Servers end a watch after minutes; what ends at once is none.
    if (now() - startMs < lastingMs) return;
  }
}

const objectSchema = z.object({
  metadata: z.object({
    name: z.string().default(''),
    namespace: z.string().default(''),
    resourceVersion: z.string().optional(),
    labels: z.record(z.string(), z.string()).nullish(),
  }),
});

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().nullish() }),
  items: z
    .array(objectSchema)
    .nullish()
    .transform((items) => items ?? []),
});

const eventSchema = z.union([
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']), object: objectSchema }),
  z.object({ type: z.literal('ERROR'), object: z.unknown() }),
]);

/** @param share of a long list: pods of one workload have the same labels, and they are kept once */
function entryOf({ metadata }: z.infer<typeof objectSchema>, share?: Share): [string, Labels] {
  const labels = metadata.labels ?? {};
  const key = liveKey(metadata.namespace, metadata.name);
  return [key, share ? share('labels', JSON.stringify(labels), () => labels) : labels];
}
