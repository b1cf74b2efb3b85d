import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, type Right, whoAsks } from './accounts.ts';
import { answerWithFault, type Fault } from './faults.ts';
import type { SimNode } from './world.ts';

export interface KubeletState {
  readonly node: SimNode;
  readonly accounts: readonly Account[];
  /** The answer of an endpoint; `undefined` where this kubelet does not have it. */
  readonly body: (endpoint: Endpoint) => string | undefined;
  readonly fault: () => Fault | undefined;
  readonly latencyMs: () => number;
  /** Awaited before each answer. */
  readonly gate: () => Promise<void>;
  /** Counts how many are being answered at once. */
  readonly enter: () => () => void;
}

/** A kubelet's HTTPS port: a user must be known and have permission. */
export async function answerAsKubelet(
  request: IncomingMessage,
  response: ServerResponse,
  kubelet: KubeletState,
): Promise<void> {
  const account = whoAsks(request, kubelet.accounts);
  if (!account) return void response.writeHead(401).end('Unauthorized');
  const right = rightFor(request);
  if (!account.rights.includes(right))
    return void response.writeHead(403).end(refusal(account, right, kubelet.node));
  await answerStatistics(request, response, kubelet);
}

/** The answer after authentication and authorization: also on the read-only port, and for the API server. */
export async function answerStatistics(
  request: IncomingMessage,
  response: ServerResponse,
  kubelet: KubeletState,
): Promise<void> {
  const endpoint = endpointOf(request);
  const body = endpoint && kubelet.body(endpoint);
  if (endpoint === undefined || body === undefined) {
    response.writeHead(404).end('404: Page Not Found');
    return;
  }
  const leave = kubelet.enter();
  response.on('close', leave);
  await kubelet.gate();
  if (kubelet.latencyMs() > 0) await sleep(kubelet.latencyMs());
  const fault = kubelet.fault();
  if (fault) answerWithFault(fault, body, response);
  else {
    // A client may have the last byte, and ask the next kubelet, before this side has flushed it.
    leave();
    const type = endpoint === 'resource' ? 'text/plain; version=0.0.4' : 'application/json';
    response.writeHead(200, { 'content-type': type }).end(body);
  }
}

export type Endpoint = 'summary' | 'container' | 'resource' | 'pods';

function endpointOf({ method, url }: IncomingMessage): Endpoint | undefined {
  const path = url?.split('?')[0];
  if (path === '/stats/container/') return method === 'POST' ? 'container' : undefined;
  return path === '/stats/summary'
    ? 'summary'
    : path === '/metrics/resource'
      ? 'resource'
      : path === '/pods'
        ? 'pods'
        : undefined;
}

function rightFor({ method, url = '' }: IncomingMessage): Right {
  if (url.startsWith('/stats/')) return method === 'POST' ? 'create nodes/stats' : 'get nodes/stats';
  if (url.startsWith('/metrics')) return 'get nodes/metrics';
  return url.startsWith('/pods') ? 'get nodes/pods' : 'get nodes/proxy';
}

/** The messages of kubelet 1.20, and of later ones. */
function refusal({ user }: Account, right: Right, { version }: SimNode): string {
  const [verb = '', resource = ''] = right.split(' ');
  const subresource = resource.split('/')[1] ?? '';
  return version === '1.20'
    ? `Forbidden (user=${user}, verb=${verb}, resource=nodes, subresource=${subresource})`
    : `Forbidden (user=${user}, verb=${verb}, resource=nodes, subresource(s)=[${subresource}])\n`;
}
