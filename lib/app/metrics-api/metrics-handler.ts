import type { Attributes, Decision, User } from '../../model/access-review.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Answer } from '../../http/answer.ts';
import { type Asked, type AskedMetrics, askedOf, group, isWatch } from './api-route.ts';
import { authenticate, type Shown } from './authenticate.ts';
import { authorize, refusalOf } from './authorize.ts';
import { aggregatedDocument, groupDocument, groupsDocument, resourceDocument } from './api-discovery.ts';
import { metricsAnswer } from './metrics-objects.ts';
import type { Live, Resource } from '../../model/live-objects.ts';
import type { Measured } from '../../transform/measured.ts';
import { aggregatedVersionOf, takesJson } from './negotiation.ts';
import { fieldSelector } from '../../util/selectors.ts';
import { failure, noSuchPath, notAcceptable, wrongMethod } from './status.ts';
import type { Trust } from './trust.ts';

/** A request, as far as anything depends on it. */
export interface ApiRequest extends Shown {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** What answers are made of. */
export interface Sources {
  /** Whether what is there now is known, or cannot be known. */
  readonly isSettled: () => boolean;
  /** `undefined` until the API server has told it. */
  readonly trust: () => Trust | undefined;
  readonly reviewToken: (token: string) => Promise<User | undefined>;
  readonly reviewAccess: (user: User, attributes: Attributes) => Promise<Decision>;
  /** In order; it throws where the database does not answer. */
  readonly measured: (resource: Resource) => Promise<readonly Measured[]>;
  /** What is there now; it throws where that is not known yet. */
  readonly live: (resource: Resource) => Live;
  readonly now: () => number;
}

/**
 * Answers as the aggregated API server of `metrics.k8s.io`: health to everybody; all else to whoever is known and may.
 *
 * @throws whatever the sources throw
 */
export async function answerApi(request: ApiRequest, sources: Sources): Promise<Answer> {
  const url = new URL(`https://metrics${request.url}`);
  const asked = askedOf(url.pathname);
  if (asked.about === 'health') return health(asked.isReadiness, sources);
  const trust = sources.trust();
  if (!trust)
    return failure(
      503,
      'ServiceUnavailable',
      'heapline does not know yet whom to believe: it could not read the ConfigMap extension-apiserver-authentication in kube-system',
    );
  const user = await authenticate(request, trust, sources.reviewToken, sources.now());
  if (!user) return failure(401, 'Unauthorized', 'Unauthorized');
  const attributes = attributesOf(request.method, url, asked);
  let decision: Decision;
  try {
    decision = await authorize(user, attributes, sources.reviewAccess);
  } catch (error) {
    if (error instanceof AppError)
      return failure(500, 'InternalError', `Internal Server Error: "${request.url}": ${error.message}`);
    throw error;
  }
  if (!decision.isAllowed) return forbidden(user, attributes, decision);
  if (asked.about !== 'nothing' && request.method !== 'GET') return wrongMethod();
  return answerTo(asked, request, url.searchParams, sources);
}

function answerTo(
  asked: Asked,
  { accept, ifNoneMatch }: ApiRequest,
  query: URLSearchParams,
  sources: Sources,
): Answer | Promise<Answer> {
  const acceptable = (answer: () => Answer) => (takesJson(accept) ? answer() : notAcceptable());
  switch (asked.about) {
    case 'groups': {
      const discovery = aggregatedVersionOf(accept);
      return discovery === undefined
        ? acceptable(groupsDocument)
        : aggregatedDocument(discovery, ifNoneMatch);
    }
    case 'group':
      return acceptable(groupDocument);
    case 'resources':
      return acceptable(() => resourceDocument(asked.version));
    case 'metrics':
      return metricsAnswer(asked, accept, query, sources);
    default:
      return noSuchPath();
  }
}

/** Ready once it is known whom to believe; whether the database answers is no question of health: discovery has to go on. */
function health(isReadiness: boolean, { trust, isSettled }: Sources): Answer {
  const isReady = !isReadiness || (trust() !== undefined && isSettled());
  return {
    status: isReady ? 200 : 503,
    contentType: 'text/plain; charset=utf-8',
    body: isReady ? 'ok' : 'not yet',
  };
}

function forbidden(user: User, attributes: Attributes, decision: Decision): Answer {
  const message = refusalOf(user, attributes, decision);
  if ('path' in attributes) return failure(403, 'Forbidden', message, {});
  const { name, resource } = attributes;
  return failure(403, 'Forbidden', message, {
    ...(name === undefined ? {} : { name }),
    group,
    kind: resource,
  });
}

function attributesOf(method: string, { pathname, searchParams }: URL, asked: Asked): Attributes {
  if (asked.about !== 'metrics') return { path: pathname, verb: method.toLowerCase() };
  const { version, resource, namespace, name = onlyNameOf(searchParams) } = asked;
  return { verb: verbOf(method, asked, isWatch(searchParams)), group, version, resource, namespace, name };
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
function verbOf(method: string, { name }: AskedMetrics, watches: boolean): string {
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

/** Who asks for all of one name needs no more rights than those to that one. */
function onlyNameOf(query: URLSearchParams): string | undefined {
  try {
    return fieldSelector(query.get('fieldSelector') ?? '').onlyName;
  } catch {
    return undefined;
  }
}
