import { type Live, liveKey, type Resource } from '../../model/live-objects.ts';
import type { Answer } from '../../http/answer.ts';
import { type MetricsRoute, group, isWatch } from './api-route.ts';
import { type Found, type Included, listAnswer, oneAnswer } from './metrics-lists.ts';
import type { MeasuredObject } from '../../transform/measured.ts';
import { formOf } from './negotiation.ts';
import { kinds } from '../../transform/metrics-object.ts';
import { BadSelector, fieldSelector, labelSelector } from '../../util/selectors.ts';
import { badRequest, failure, notAcceptable, notFound } from './status.ts';

interface MetricsSources {
  readonly measured: (resource: Resource) => Promise<readonly MeasuredObject[]>;
  readonly live: (resource: Resource) => Live;
  readonly now: () => number;
}

/** One object, or all selected ones: those that exist and have known usage. */
export async function metricsAnswer(
  route: MetricsRoute,
  accept: string | undefined,
  query: URLSearchParams,
  { measured, live, now }: MetricsSources,
): Promise<Answer> {
  const { resource, namespace, name, version } = route;
  if (name === undefined && isWatch(query))
    return failure(
      405,
      'MethodNotAllowed',
      `watch is not supported on resources of kind "${resource}.${group}"`,
      {
        group,
        kind: resource,
      },
    );
  const form = formOf(accept, name === undefined);
  if (!form) return notAcceptable();
  const included = query.get('includeObject') || 'Metadata';
  if (form.as === 'table' && !isIncluded(included))
    return badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: "${included}": must be 'Metadata', 'Object', 'None', or empty`,
    );
  const wanted = { version, resource, form, included: isIncluded(included) ? included : 'Metadata' } as const;
  if (name !== undefined) {
    const labels = live(resource).get(liveKey(namespace, name));
    if (!labels) return notFound(resource, '', name);
    const found = (await measured(resource)).find((one) => one.name === name && one.namespace === namespace);
    return found ? oneAnswer(wanted, { measured: found, labels }, now()) : unmeasured(route, name);
  }
  try {
    const selects = selectorOf(route, query);
    return listAnswer(wanted, selected(await measured(resource), live(resource), selects), now());
  } catch (error) {
    if (error instanceof BadSelector) return badRequest(error.message);
    throw error;
  }
}

/** The object exists, but has no usage yet. */
function unmeasured({ resource, namespace }: MetricsRoute, name: string): Answer {
  const kind = kinds[resource].toLowerCase();
  return notFound(kind, group, namespace === undefined ? name : `${namespace}/${name}`);
}

type Selects = (one: Found) => boolean;

function selectorOf({ namespace }: MetricsRoute, query: URLSearchParams): Selects {
  const byLabels = labelSelector(query.get('labelSelector') ?? '');
  const { selects: byFields } = fieldSelector(query.get('fieldSelector') ?? '');
  return ({ measured, labels }) =>
    (namespace === undefined || measured.namespace === namespace) &&
    byLabels(labels) &&
    byFields({ 'metadata.name': measured.name, 'metadata.namespace': measured.namespace ?? '' });
}

function selected(all: readonly MeasuredObject[], live: Live, selects: Selects): Found[] {
  return all.flatMap((measured) => {
    const labels = live.get(liveKey(measured.namespace, measured.name));
    const found = labels && { measured, labels };
    return found && selects(found) ? [found] : [];
  });
}

function isIncluded(text: string): text is Included {
  return ['None', 'Metadata', 'Object'].includes(text);
}
