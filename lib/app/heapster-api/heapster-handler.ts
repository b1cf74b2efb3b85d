import { type Labels, type Live, liveKey, type Resource } from '../../model/live-objects.ts';
import type { Answer } from '../../http/answer.ts';
import { inPieces } from '../../http/chunked-json.ts';
import type { MeasuredObject } from '../../transform/measured.ts';
import { BadSelector, labelSelector } from '../../util/selectors.ts';
import { heapsterRoute, type HeapsterRoute } from './heapster-route.ts';
import { BadTime, currentName, metricResult, type ModelSpan, spanOf } from './model-api.ts';
import { usageObject } from './usage-object.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

/** What the handler reads from. */
export interface HeapsterSources {
  /** Sorted. @throws AppError where the database does not answer */
  readonly measured: (resource: Resource) => Promise<readonly MeasuredObject[]>;
  readonly live: (resource: Resource) => Live;
  readonly metricNames: (set: HeapsterType) => readonly string[];
  /** Numbers by time for each object, in the order of `objects`; `undefined` where there are none. */
  readonly history: (
    set: HeapsterType,
    metric: string,
    objects: readonly (readonly string[])[],
    span: ModelSpan,
  ) => Promise<readonly (ReadonlyMap<number, number> | undefined)[]>;
  /** Maximum age of the newest numbers. */
  readonly freshMs: number;
  readonly now: () => number;
}

// More than a Dashboard requests, and small enough for the memory.
const maxObjects = 2_000;

/**
 * Answers as Heapster's own API did, without authentication.
 *
 * @throws whatever the sources throw
 * @see https://github.com/kubernetes-retired/heapster/blob/master/docs/model.md
 */
export async function answerHeapster(url: string, sources: HeapsterSources): Promise<Answer> {
  const { pathname, searchParams } = new URL(`http://heapster${url}`);
  try {
    return await answerTo(heapsterRoute(pathname), searchParams, sources);
  } catch (error) {
    if (error instanceof BadTime || error instanceof BadSelector) return textAnswer(400, error.message);
    throw error;
  }
}

async function answerTo(
  route: HeapsterRoute,
  query: URLSearchParams,
  sources: HeapsterSources,
): Promise<Answer> {
  switch (route.about) {
    case 'life':
      return textAnswer(200, 'ok');
    case 'health':
      return health(sources);
    case 'node-usage':
      return usages('nodes', undefined, route.node, query, sources);
    case 'pod-usage':
      return usages('pods', route.namespace, route.pod, query, sources);
    case 'names':
      return json(await namesOf(route, sources));
    case 'metric-names':
      return json(sources.metricNames(route.set));
    case 'metric': {
      const { set, metric, objects, isList } = route;
      if (objects.length > maxObjects)
        return textAnswer(400, `At most ${maxObjects} names can be asked for.`);
      const span = spanOf(query, sources.now(), objects.length);
      const distinct = new Map(objects.map((object) => [JSON.stringify(object), object]));
      const histories = await sources.history(set, currentName(metric), [...distinct.values()], span);
      const byObject = new Map([...distinct.keys()].map((key, index) => [key, histories[index]]));
      const resultOf = (object: readonly string[]) => metricResult(byObject.get(JSON.stringify(object)));
      return isList ? inPieces({}, 'items', objects, resultOf) : json(resultOf(objects[0] ?? []));
    }
    case 'nothing':
      return textAnswer(404, '404 page not found');
  }
}

/** Healthy while there are fresh numbers. */
async function health({ measured, freshMs, now }: HeapsterSources): Promise<Answer> {
  const newestMs = (await measured('nodes')).reduce((newest, one) => Math.max(newest, one.newestMs), 0);
  if (newestMs > now() - freshMs) return textAnswer(200, 'ok');
  const latest = newestMs === 0 ? 'none' : new Date(newestMs).toISOString();
  return textAnswer(500, `No current data batch available (latest: ${latest}).`);
}

async function usages(
  resource: Resource,
  namespace: string | undefined,
  name: string | undefined,
  query: URLSearchParams,
  { measured, live, now }: HeapsterSources,
): Promise<Answer> {
  const objects = live(resource);
  const labelsOf = (one: MeasuredObject): Labels | undefined => objects.get(liveKey(one.namespace, one.name));
  const all = (await measured(resource)).filter(
    (one) => namespace === undefined || one.namespace === namespace,
  );
  if (name !== undefined) {
    const found = all.find((one) => one.name === name);
    const labels = found && labelsOf(found);
    if (found && labels) return json(usageObject(found, labels, now()));
    // Heapster's own spelling.
    return textAnswer(
      404,
      resource === 'nodes'
        ? `No metrics for node ${name}`
        : `No metrics availalble for pod ${namespace ?? ''}/${name}`,
    );
  }
  const selects = labelSelector(query.get('labelSelector') ?? '');
  const selected = all.flatMap((one) => {
    const labels = labelsOf(one);
    return labels && selects(labels) ? [{ one, labels }] : [];
  });
  return inPieces({ metadata: {} }, 'items', selected, ({ one, labels }) => usageObject(one, labels, now()));
}

async function namesOf(
  route: Extract<HeapsterRoute, { about: 'names' }>,
  { measured }: HeapsterSources,
): Promise<readonly string[]> {
  if (route.of === 'nodes') return (await measured('nodes')).map(({ name }) => name);
  const pods = await measured('pods');
  switch (route.of) {
    case 'namespaces':
      return [...new Set(pods.map(({ namespace = '' }) => namespace))];
    case 'pods':
      return pods.flatMap(({ namespace, name }) => (namespace === route.namespace ? [name] : []));
    case 'containers':
      return pods
        .filter(({ namespace, name }) => namespace === route.namespace && name === route.pod)
        .flatMap(({ parts }) => parts.map(({ name = '' }) => name));
  }
}

function json(body: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

export function textAnswer(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
