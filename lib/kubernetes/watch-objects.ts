import * as z from 'zod';
import { repeatUntilAborted } from '../util/repeat.ts';
import { backoffMs } from '../util/backoff.ts';
import { AppError } from '../errors/app-error.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { textLines } from '../util/text-lines.ts';
import { liveKey } from '../model/live-objects.ts';
import { apiError, type RetryPolicy } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import { listAll } from './paged-list.ts';
import { type Intern, interner } from '../util/interner.ts';

type Labels = Readonly<Record<string, string>>;

/** The nodes or running pods, kept up to date by a watch. */
export interface WatchedObjects {
  /** Labels by `liveKey`; `undefined` before the first list. */
  readonly current: () => ReadonlyMap<string, Labels> | undefined;
  /** Why the last list or watch failed. */
  readonly lastError: () => AppError | undefined;
}

interface WatchTarget {
  readonly resource: 'nodes' | 'pods';
  readonly filters: Readonly<Record<string, string>>;
}

export const watchedNodes: WatchTarget = { resource: 'nodes', filters: {} };
export const watchedPods: WatchTarget = {
  resource: 'pods',
  filters: { fieldSelector: 'status.phase=Running' },
};

interface Options {
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  readonly onError: (error: AppError) => void;
  readonly onRecovered: () => void;
}

/**
 * Lists names and labels, then watches them, until `signal` aborts. Known objects stay known while the API
 * server is down.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function watchObjects(connection: Connection, target: WatchTarget, options: Options): WatchedObjects {
  const { signal, now, random } = options;
  let current: Map<string, Labels> | undefined;
  let lastError: AppError | undefined;
  let failedAttempts = 0;
  void repeatUntilAborted(signal, async () => {
    const startMs = now();
    try {
      const { objects, version } = await list(connection, target, options);
      current = objects;
      lastError = undefined;
      options.onRecovered();
      await watch(connection, target, objects, version, options);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!signal.aborted) options.onError((lastError = error));
    }
    // A full list is expensive: back off where watches end early.
    failedAttempts = now() - startMs < minWatchMs ? failedAttempts + 1 : 0;
    return delayFactor * backoffMs(failedAttempts, random);
  });
  return { current: () => current, lastError: () => lastError };
}

async function list(
  connection: Connection,
  { resource, filters }: WatchTarget,
  { signal, now, random }: Options,
): Promise<{ objects: Map<string, Labels>; version: string }> {
  let version = '';
  const share = interner();
  const read = (body: Buffer) => {
    const { metadata, items } = listSchema.parse(JSON.parse(body.toString()));
    version = metadata.resourceVersion;
    return { items: items.map((item) => entryOf(item, share)), next: metadata.continue || undefined };
  };
  const retryPolicy: RetryPolicy = { signal, retryUntilMs: now(), now, random, onRetry: () => undefined };
  const accept = `application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
  const objects = new Map(await listAll(connection, resource, filters, read, retryPolicy, accept));
  return { objects, version };
}

const maxEventChars = 4 * 2 ** 20;
const idleTimeoutMs = 330_000;
const watchSeconds = 300;
const minWatchMs = 2_000;
const delayFactor = 4;

/** Returns when a new list is needed. */
async function watch(
  connection: Connection,
  { resource, filters }: WatchTarget,
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
    const answer = await connection.stream({ path, accept }, idleTimeoutMs, signal);
    if (!answer.ok && answer.cause === 'gone') return;
    if (!answer.ok) throw apiError(connection, answer, question);
    try {
      for await (const line of textLines(answer.body, maxEventChars)) {
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
    // Servers end a watch after minutes; one that ends at once is broken.
    if (now() - startMs < minWatchMs) return;
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

/** @param share for a long list: pods of one workload have the same labels */
function entryOf({ metadata }: z.infer<typeof objectSchema>, share?: Intern): [string, Labels] {
  const labels = metadata.labels ?? {};
  const key = liveKey(metadata.namespace, metadata.name);
  return [key, share ? share('labels', JSON.stringify(labels), () => labels) : labels];
}
