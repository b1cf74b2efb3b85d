import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Account, type Right, whoAsks } from './accounts.ts';
import type { Aggregation } from './aggregation.ts';
import type { Applied } from './applied.ts';
import type { SimCronJob } from './cronjob.ts';
import { answerStatistics, type KubeletState } from './kubelet.ts';
import { discoveryDocument } from './discovery.ts';
import { protobufList, protobufStatus } from './protobuf.ts';
import { subjectAccessReview, tokenReview } from './reviews.ts';
import { answerWatch, type EndWatch, metadataOnly } from './watching.ts';
import type { SimNode } from './world.ts';

export interface ApiNode {
  readonly node: SimNode;
  readonly isReady: boolean;
  readonly hasAddress: boolean;
  readonly address: string;
  readonly kubeletPort: number;
}

interface ApiServerState {
  readonly accounts: readonly Account[];
  readonly nodes: () => readonly ApiNode[];
  readonly pods: { readonly count: number; readonly slice: (from: number, to: number) => readonly object[] };
  readonly kubelet: (name: string) => KubeletState | undefined;
  /** Counts the requests for node lists. */
  readonly onList: () => void;
  readonly areListsHanging: boolean;
  readonly cronJob: SimCronJob;
  readonly mostOfPage: number | undefined;
  readonly aggregation: Aggregation;
  readonly applied: Applied;
  readonly onWatch: (end: EndWatch) => void;
  readonly onAccessReview: (spec: object) => void;
}

/** The API server's part: lists of nodes and pods in pages, and the way through to the kubelets. */
export async function answerAsApiServer(
  request: IncomingMessage,
  response: ServerResponse,
  state: ApiServerState,
): Promise<void> {
  const account = whoAsks(request, state.accounts);
  const url = new URL(request.url ?? '/', 'https://api');
  const proxied = /^\/api\/v1\/nodes\/([^/:]+)(?::\d+)?\/proxy(\/.*)$/.exec(url.pathname);
  if (!account) sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
  else if (url.pathname === '/version')
    sendJson(response, 200, { major: '1', minor: '36', gitVersion: 'v1.36.2' });
  else if (url.pathname === reviews && request.method === 'POST')
    sendJson(response, 201, await review(request, account));
  else if (url.pathname === '/apis/authentication.k8s.io/v1/tokenreviews') {
    if (may(account, 'create tokenreviews', response))
      sendJson(response, 201, tokenReview(await textOf(request), state.accounts));
  } else if (url.pathname === '/apis/authorization.k8s.io/v1/subjectaccessreviews') {
    if (may(account, 'create subjectaccessreviews', response)) {
      const text = await textOf(request);
      state.onAccessReview((JSON.parse(text) as { spec: object }).spec);
      sendJson(response, 201, subjectAccessReview(text, state.accounts));
    }
  } else if (url.pathname === apiServicesPath && request.method === 'POST') {
    if (!may(account, 'create apiservices', response)) return;
    const object = JSON.parse(await textOf(request)) as { metadata: { name: string } };
    state.applied.put(`${apiServicesPath}/${object.metadata.name}`, object);
    sendJson(response, 201, object);
  } else if (appliedKind(url.pathname) !== undefined) {
    const kind = appliedKind(url.pathname) ?? 'secrets';
    const verb = request.method === 'PATCH' ? 'patch' : 'get';
    if (!may(account, `${verb} ${kind}`, response)) return;
    const object =
      verb === 'patch'
        ? state.applied.apply(url.pathname, await textOf(request), request.headers['content-type'])
        : state.applied.get(url.pathname);
    if (object) sendJson(response, 200, object);
    else sendStatus(response, 404, 'NotFound', `${kind} not found`);
  } else if (url.pathname === authenticationPath) {
    if (may(account, 'get configmaps', response))
      sendJson(response, 200, { kind: 'ConfigMap', data: state.aggregation.configMap() });
  } else if (/^\/apis\/metrics\.k8s\.io\/./.test(url.pathname))
    state.aggregation.proxy(request, response, account);
  else if (/^\/api(s(\/[^/]+)?|\/v1)?$/.test(url.pathname)) {
    const document = await discoveryDocument(url.pathname, request.headers.accept ?? '', state.aggregation);
    if (document) sendJson(response, 200, document.body, document.type);
    else sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
  } else if (/^\/api\/v1\/nodes\/[^/]+$/.test(url.pathname)) {
    if (!may(account, 'get nodes', response)) return;
    const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    const found = state.nodes().find(({ node }) => node.name === name);
    if (found) sendJson(response, 200, { kind: 'Node', apiVersion: 'v1', ...nodeObject(found) });
    else sendStatus(response, 404, 'NotFound', `nodes "${name}" not found`);
  } else if (url.pathname === '/api/v1/nodes') {
    if (!may(account, `${verbOf(url)} nodes`, response)) return;
    const { searchParams: query } = url;
    if (query.has('watch')) {
      state.onWatch(answerWatch(response, () => state.nodes().map(nodeObject)));
      return;
    }
    state.onList();
    sendList(request, response, nodeList(state.nodes(), query, state.mostOfPage));
  } else if (/^\/api\/v1(\/namespaces\/[^/]+)?\/pods$/.test(url.pathname)) {
    if (!may(account, `${verbOf(url)} pods`, response) || state.areListsHanging) return;
    const { searchParams: query, pathname } = url;
    const namespace = /namespaces\/([^/]+)/.exec(pathname)?.[1];
    if (query.has('watch')) {
      state.onWatch(answerWatch(response, () => chosenPods(state.pods, query, namespace)));
      return;
    }
    if (namespace === undefined && !query.has('labelSelector') && !query.has('fieldSelector'))
      sendList(
        request,
        response,
        pageOf('PodList', state.pods.count, state.pods.slice, query, state.mostOfPage),
      );
    else {
      const chosen = chosenPods(state.pods, query, namespace);
      const slice = (from: number, to: number) => chosen.slice(from, to);
      sendList(request, response, pageOf('PodList', chosen.length, slice, query, state.mostOfPage));
    }
  } else if (url.pathname === state.cronJob.path) {
    const verb = request.method === 'PATCH' ? 'patch' : 'get';
    if (!may(account, `${verb} cronjobs`, response, 'heapline')) return;
    if (verb === 'patch') state.cronJob.patch(await textOf(request), request.headers['content-type']);
    sendJson(response, 200, state.cronJob.object());
  } else if (proxied) {
    const [, name = '', path = '/'] = proxied;
    const right = request.method === 'POST' ? 'create nodes/proxy' : 'get nodes/proxy';
    if (!may(account, right, response, decodeURIComponent(name))) return;
    request.url = path;
    await answerThrough(decodeURIComponent(name), request, response, state);
  } else sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
}

const authenticationPath = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';

const apiServicesPath = '/apis/apiregistration.k8s.io/v1/apiservices';

function appliedKind(path: string): 'secrets' | 'apiservices' | undefined {
  if (/^\/apis\/apiregistration\.k8s\.io\/v1\/apiservices\/[^/]+$/.test(path)) return 'apiservices';
  return /^\/api\/v1\/namespaces\/[^/]+\/secrets\/[^/]+$/.test(path) ? 'secrets' : undefined;
}

function verbOf({ searchParams }: URL): 'watch' | 'list' {
  return searchParams.has('watch') ? 'watch' : 'list';
}

/** The only field that pods are chosen by is their phase. */
function chosenPods(
  { count, slice }: ApiServerState['pods'],
  query: URLSearchParams,
  namespace: string | undefined,
): object[] {
  const phase = /status\.phase=(\w+)/.exec(query.get('fieldSelector') ?? '')?.[1];
  const pods = slice(0, count) as {
    metadata: { namespace: string; labels: Record<string, string> };
    status: { phase: string };
  }[];
  return pods.filter(
    ({ metadata, status }) =>
      (namespace === undefined || metadata.namespace === namespace) &&
      (phase === undefined || status.phase === phase) &&
      selects(query.get('labelSelector') ?? '', metadata.labels),
  );
}

const protobuf = 'application/vnd.kubernetes.protobuf';

function sendList(
  request: IncomingMessage,
  response: ServerResponse,
  list: Readonly<Record<string, unknown>>,
): void {
  const accept = request.headers.accept ?? '';
  const isMetadataOnly = accept.includes('as=PartialObjectMetadataList');
  const of = request.url?.startsWith('/api/v1/nodes') ? 'nodes' : 'pods';
  if (accept.startsWith(protobuf))
    response.writeHead(200, { 'content-type': protobuf }).end(protobufList(of, list));
  else sendJson(response, 200, isMetadataOnly ? metadataOnly(list) : list);
}

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

async function review(request: IncomingMessage, { rights }: Account): Promise<object> {
  const asked = JSON.parse(await textOf(request)) as {
    spec: { resourceAttributes: { verb: string; resource: string; subresource?: string } };
  };
  const { verb, resource, subresource } = asked.spec.resourceAttributes;
  const right = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
  const allowed = (rights as readonly string[]).includes(right);
  return { ...asked, status: allowed ? { allowed, reason: 'RBAC: allowed' } : { allowed } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += (chunk as Buffer).toString();
  return text;
}

async function answerThrough(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  state: ApiServerState,
): Promise<void> {
  const kubelet = state.kubelet(name);
  const hasAddress = state.nodes().some((known) => known.node.name === name && known.hasAddress);
  if (!kubelet) sendStatus(response, 404, 'NotFound', `nodes "${name}" not found`);
  else if (!hasAddress)
    sendStatus(response, 500, 'InternalError', 'no preferred addresses found; known addresses: []');
  else await answerStatistics(request, response, kubelet);
}

function nodeList(
  all: readonly ApiNode[],
  query: URLSearchParams,
  mostOfPage: number | undefined,
): Readonly<Record<string, unknown>> {
  const selector = query.get('labelSelector') ?? '';
  const matching = all.filter(({ node }) => selects(selector, labelsOf(node)));
  const slice = (from: number, to: number) => matching.slice(from, to).map(nodeObject);
  return pageOf('NodeList', matching.length, slice, query, mostOfPage);
}

function pageOf(
  kind: string,
  count: number,
  slice: (from: number, to: number) => readonly object[],
  query: URLSearchParams,
  mostOfPage = Infinity,
): Readonly<Record<string, unknown>> {
  const limit = Math.min(mostOfPage, Number(query.get('limit') ?? 0) || count);
  const from = Number(query.get('continue') ?? 0);
  const rest = count - from - limit;
  return {
    kind,
    apiVersion: 'v1',
    metadata: {
      resourceVersion: '4711',
      ...(rest > 0 ? { continue: String(from + limit), remainingItemCount: rest } : {}),
    },
    items: slice(from, from + limit),
  };
}

export function nodeObject({ node, isReady, hasAddress, address, kubeletPort }: ApiNode): object {
  return {
    metadata: { name: node.name, labels: labelsOf(node), creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {},
    status: {
      capacity: capacityOf(node, 0),
      // A part is reserved for the system.
      allocatable: capacityOf(node, 2 ** 20),
      conditions: [
        { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory' },
        {
          type: 'Ready',
          status: isReady ? 'True' : 'Unknown',
          reason: isReady ? 'KubeletReady' : 'NodeStatusUnknown',
        },
      ],
      ...(hasAddress
        ? {
            addresses: [
              { type: 'InternalIP', address },
              { type: 'Hostname', address: node.name },
            ],
          }
        : {}),
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      nodeInfo: {
        kubeletVersion: `v${node.version}.2`,
        operatingSystem: 'linux',
        architecture: 'amd64',
        ...(node.version === '1.20' ? {} : { swap: { capacity: 2 ** 30 } }),
      },
    },
  };
}

function capacityOf(node: SimNode, keptKibibytes: number): Record<string, string> {
  return {
    cpu: String(node.cores),
    memory: `${node.memoryBytes / 1024 - keptKibibytes}Ki`,
    'ephemeral-storage': '104857600Ki',
    pods: '110',
  };
}

function labelsOf(node: SimNode): Record<string, string> {
  return {
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': 'm5.xlarge',
    pool: node.index % 2 === 0 ? 'even' : 'odd',
    'topology.kubernetes.io/zone': `zone-${node.index % 3}`,
  };
}

/** Equality is all that the tests ask for. */
function selects(selector: string, labels: Record<string, string>): boolean {
  return selector
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [key = '', value] = term.split('=');
      return labels[key] === value;
    });
}

function may({ rights, user }: Account, right: Right, response: ServerResponse, name?: string): boolean {
  if (rights.includes(right)) return true;
  const [verb = '', resource = ''] = right.split(' ');
  const isCronJob = resource === 'cronjobs';
  const kind = isCronJob ? 'cronjobs.batch' : 'nodes';
  const subject = name === undefined ? `${resource} is` : `${kind} "${name}" is`;
  const where = isCronJob
    ? 'API group "batch" in the namespace "heapline"'
    : 'API group "" at the cluster scope';
  const message = `${subject} forbidden: User "${user}" cannot ${verb} resource "${resource}" in ${where}`;
  sendStatus(response, 403, 'Forbidden', message);
  return false;
}

function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  if (response.req.headers.accept?.startsWith(protobuf))
    response.writeHead(code, { 'content-type': protobuf }).end(protobufStatus(status));
  else sendJson(response, code, status);
}

function sendJson(response: ServerResponse, code: number, body: object, type = 'application/json'): void {
  response.writeHead(code, { 'content-type': type }).end(`${JSON.stringify(body)}\n`);
}
