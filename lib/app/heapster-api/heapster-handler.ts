import { type Labels, type Live, liveKey, type Resource } from '../../model/live-objects.ts';
import type { Answer } from '../../http/answer.ts';
import { inPieces } from '../../http/chunked-json.ts';
import type { Measured } from '../../transform/measured.ts';
import { BadSelector, labelSelector } from '../../util/selectors.ts';
import { heapsterAsked, type HeapsterAsked } from './heapster-route.ts';
import { BadTime, currentName, metricResult, type ModelSpan, spanOf } from './model-api.ts';
import { usageObject } from './usage-object.ts';
import type { SetType } from '../../model/stored-points.ts';

/** What answers are made of. */
export interface HeapsterSources {
  /** In order; it throws where the database does not answer. */
  readonly measured: (resource: Resource) => Promise<readonly Measured[]>;
  readonly live: (resource: Resource) => Live;
  readonly metricNames: (set: SetType) => readonly string[];
  /** The numbers of each object by their times, in the order of the objects; `undefined` for what is not known. */
  readonly history: (
    set: SetType,
    metric: string,
    objects: readonly (readonly string[])[],
    span: ModelSpan,
  ) => Promise<readonly (ReadonlyMap<number, number> | undefined)[]>;
  /** How old the newest numbers may be. */
  readonly freshMs: number;
  readonly now: () => number;
}

// More than a Dashboard asks for, and less than would fill the memory.
const mostObjects = 2_000;

/**
 * Answers as Heapster did on its own port, to everybody: it knew no users.
 *
 * @throws whatever the sources throw
 * @see https://github.com/kubernetes-retired/heapster/blob/master/docs/model.md
 */
export async function answerHeapster(url: string, sources: HeapsterSources): Promise<Answer> {
  const { pathname, searchParams } = new URL(`http://heapster${url}`);
  try {
    return await answerTo(heapsterAsked(pathname), searchParams, sources);
  } catch (error) {
    if (error instanceof BadTime || error instanceof BadSelector) return words(400, error.message);
    throw error;
  }
}

async function answerTo(
  asked: HeapsterAsked,
  query: URLSearchParams,
  sources: HeapsterSources,
): Promise<Answer> {
  switch (asked.about) {
    case 'life':
      return words(200, 'ok');
    case 'health':
      return health(sources);
    case 'node-usage':
      return usages('nodes', undefined, asked.node, query, sources);
    case 'pod-usage':
      return usages('pods', asked.namespace, asked.pod, query, sources);
    case 'names':
      return json(await namesOf(asked, sources));
    case 'metric-names':
      return json(sources.metricNames(asked.set));
    case 'metric': {
      const { set, metric, objects, isList } = asked;
      if (objects.length > mostObjects) return words(400, `At most ${mostObjects} names can be asked for.`);
      const span = spanOf(query, sources.now(), objects.length);
      const distinct = new Map(objects.map((object) => [JSON.stringify(object), object]));
      const histories = await sources.history(set, currentName(metric), [...distinct.values()], span);
      const byObject = new Map([...distinct.keys()].map((key, index) => [key, histories[index]]));
      const resultOf = (object: readonly string[]) => metricResult(byObject.get(JSON.stringify(object)));
      return isList ? inPieces({}, 'items', objects, resultOf) : json(resultOf(objects[0] ?? []));
    }
    case 'nothing':
      return words(404, '404 page not found');
  }
}

/** Well as long as there are numbers, and fresh ones: who draws graphs asks first. */
async function health({ measured, freshMs, now }: HeapsterSources): Promise<Answer> {
  const newestMs = (await measured('nodes')).reduce((newest, one) => Math.max(newest, one.newestMs), 0);
  if (newestMs > now() - freshMs) return words(200, 'ok');
  const latest = newestMs === 0 ? 'none' : new Date(newestMs).toISOString();
  return words(500, `No current data batch available (latest: ${latest}).`);
}

async function usages(
  resource: Resource,
  namespace: string | undefined,
  name: string | undefined,
  query: URLSearchParams,
  { measured, live, now }: HeapsterSources,
): Promise<Answer> {
  const objects = live(resource);
  const labelsOf = (one: Measured): Labels | undefined => objects.get(liveKey(one.namespace, one.name));
  const all = (await measured(resource)).filter(
    (one) => namespace === undefined || one.namespace === namespace,
  );
  if (name !== undefined) {
    const found = all.find((one) => one.name === name);
    const labels = found && labelsOf(found);
    if (found && labels) return json(usageObject(found, labels, now()));
    // In Heapster’s own spelling.
    return words(
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
  asked: Extract<HeapsterAsked, { about: 'names' }>,
  { measured }: HeapsterSources,
): Promise<readonly string[]> {
  if (asked.of === 'nodes') return (await measured('nodes')).map(({ name }) => name);
  const pods = await measured('pods');
  switch (asked.of) {
    case 'namespaces':
      return [...new Set(pods.map(({ namespace = '' }) => namespace))];
    case 'pods':
      return pods.flatMap(({ namespace, name }) => (namespace === asked.namespace ? [name] : []));
    case 'containers':
      return pods
        .filter(({ namespace, name }) => namespace === asked.namespace && name === asked.pod)
        .flatMap(({ parts }) => parts.map(({ name = '' }) => name));
  }
}

function json(body: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}

export function words(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
