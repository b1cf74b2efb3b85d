import type { Attributes, Decision, User } from '../../model/access-review.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Answer } from '../../http/answer.ts';
import { type ApiRoute, type MetricsRoute, routeOf, group, isWatch } from './api-route.ts';
import { authenticate, type RequestCredentials } from './authenticate.ts';
import { authorize, forbiddenMessage } from './authorize.ts';
import { aggregatedDocument, groupDocument, groupsDocument, resourceDocument } from './api-discovery.ts';
import { metricsAnswer } from './metrics-objects.ts';
import type { Live, Resource } from '../../model/live-objects.ts';
import type { MeasuredObject } from '../../transform/measured.ts';
import { aggregatedVersionOf, takesJson } from './negotiation.ts';
import { fieldSelector } from '../../util/selectors.ts';
import { failure, noSuchPath, notAcceptable, wrongMethod } from './status.ts';
import type { Trust } from './trust.ts';

/** What the handler needs of a request. */
export interface ApiRequest extends RequestCredentials {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** What the handler reads from. */
export interface Sources {
  /** Whether the first list of objects has succeeded or failed. */
  readonly isSettled: () => boolean;
  /** `undefined` until it was read from the API server. */
  readonly trust: () => Trust | undefined;
  readonly reviewToken: (token: string) => Promise<User | undefined>;
  readonly reviewAccess: (user: User, attributes: Attributes) => Promise<Decision>;
  /** Sorted. @throws AppError where the database does not answer */
  readonly measured: (resource: Resource) => Promise<readonly MeasuredObject[]>;
  /** The existing objects. @throws AppError before the first list */
  readonly live: (resource: Resource) => Live;
  readonly now: () => number;
}

/**
 * Answers as the aggregated API server of `metrics.k8s.io`: health to everybody, all else to authorized
 * users.
 *
 * @throws whatever the sources throw
 */
export async function answerApi(request: ApiRequest, sources: Sources): Promise<Answer> {
  const url = new URL(`https://metrics${request.url}`);
  const route = routeOf(url.pathname);
  if (route.about === 'health') return health(route.isReadiness, sources);
  const trust = sources.trust();
  if (!trust)
    return failure(
      503,
      'ServiceUnavailable',
      'heapline does not know yet whom to believe: it could not read the ConfigMap extension-apiserver-authentication in kube-system',
    );
  const user = await authenticate(request, trust, sources.reviewToken, sources.now());
  if (!user) return failure(401, 'Unauthorized', 'Unauthorized');
  const attributes = attributesOf(request.method, url, route);
  let decision: Decision;
  try {
    decision = await authorize(user, attributes, sources.reviewAccess);
  } catch (error) {
    if (error instanceof AppError)
      return failure(500, 'InternalError', `Internal Server Error: "${request.url}": ${error.message}`);
    throw error;
  }
  if (!decision.isAllowed) return forbidden(user, attributes, decision);
  if (route.about !== 'nothing' && request.method !== 'GET') return wrongMethod();
  return answerTo(route, request, url.searchParams, sources);
}

function answerTo(
  route: ApiRoute,
  { accept, ifNoneMatch }: ApiRequest,
  query: URLSearchParams,
  sources: Sources,
): Answer | Promise<Answer> {
  const acceptable = (answer: () => Answer) => (takesJson(accept) ? answer() : notAcceptable());
  switch (route.about) {
    case 'groups': {
      const discovery = aggregatedVersionOf(accept);
      return discovery === undefined
        ? acceptable(groupsDocument)
        : aggregatedDocument(discovery, ifNoneMatch);
    }
    case 'group':
      return acceptable(groupDocument);
    case 'resources':
      return acceptable(() => resourceDocument(route.version));
    case 'metrics':
      return metricsAnswer(route, accept, query, sources);
    default:
      return noSuchPath();
  }
}

/** Ready once the authorities are known. Independent of the database: API discovery must go on without it. */
function health(isReadiness: boolean, { trust, isSettled }: Sources): Answer {
  const isReady = !isReadiness || (trust() !== undefined && isSettled());
  return {
    status: isReady ? 200 : 503,
    contentType: 'text/plain; charset=utf-8',
    body: isReady ? 'ok' : 'not yet',
  };
}

function forbidden(user: User, attributes: Attributes, decision: Decision): Answer {
  const message = forbiddenMessage(user, attributes, decision);
  if ('path' in attributes) return failure(403, 'Forbidden', message, {});
  const { name, resource } = attributes;
  return failure(403, 'Forbidden', message, {
    ...(name === undefined ? {} : { name }),
    group,
    kind: resource,
  });
}

function attributesOf(method: string, { pathname, searchParams }: URL, route: ApiRoute): Attributes {
  if (route.about !== 'metrics') return { path: pathname, verb: method.toLowerCase() };
  const { version, resource, namespace, name = onlyNameOf(searchParams) } = route;
  return { verb: verbOf(method, route, isWatch(searchParams)), group, version, resource, namespace, name };
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
function verbOf(method: string, { name }: MetricsRoute, watches: boolean): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return name !== undefined ? 'get' : watches ? 'watch' : 'list';
  }
}

/** A list limited to one name needs the permission for that object only. */
function onlyNameOf(query: URLSearchParams): string | undefined {
  try {
    return fieldSelector(query.get('fieldSelector') ?? '').onlyName;
  } catch {
    return undefined;
  }
}
