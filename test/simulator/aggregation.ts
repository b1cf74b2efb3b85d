import { request as httpsRequest } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './accounts.ts';
import { type Authority, authority, type KeyPair } from './certificates.ts';

/** An aggregated API server, as its APIServices describe it. */
interface AggregatedServer {
  readonly url: string;
  readonly caBundle: string;
  readonly serverName: string;
}

export const metricsVersions = ['v1', 'v1beta1'] as const;

/** The API server's aggregation layer: it acts for users, with a certificate of its front proxy. */
export interface Aggregation {
  readonly frontProxy: Authority;
  readonly frontProxyPair: KeyPair;
  readonly server: () => AggregatedServer | undefined;
  readonly register: (server: AggregatedServer | undefined) => void;
  /** From now on another authority signs the front proxy’s certificate. */
  readonly rotate: () => Promise<void>;
  /** What the ConfigMap `extension-apiserver-authentication` holds. */
  readonly configMap: () => Record<string, string>;
  /** Forwards a request, and gives the answer. */
  readonly proxy: (request: IncomingMessage, response: ServerResponse, account: Account) => void;
  /** Asks as the aggregator itself does. */
  readonly ask: (path: string, accept?: string) => Promise<{ status: number; type: string; body: string }>;
}

export async function simAggregation(clientAuthority: string): Promise<Aggregation> {
  let frontProxy = await authority('front-proxy-ca');
  let pair = await frontProxy.sign('front-proxy-client');
  let server: AggregatedServer | undefined;
  const send = (
    path: string,
    method: string,
    headers: Record<string, string | string[]>,
    take: (answer: IncomingMessage) => void,
    fail: (error: Error) => void,
  ) => {
    if (!server) throw new Error('no aggregated server');
    const { url, caBundle: ca, serverName: servername } = server;
    return httpsRequest(`${url}${path}`, { method, headers, ca, servername, ...pair }, take).on(
      'error',
      fail,
    );
  };
  return {
    get frontProxy() {
      return frontProxy;
    },
    get frontProxyPair() {
      return pair;
    },
    server: () => server,
    register: (next) => void (server = next),
    rotate: async () => {
      frontProxy = await authority('front-proxy-ca');
      pair = await frontProxy.sign('front-proxy-client');
    },
    configMap: () => ({
      'client-ca-file': clientAuthority,
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-client-ca-file': frontProxy.cert,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    }),
    proxy: (request, response, { user, groups = [] }) => {
      const unavailable = () => response.writeHead(503).end('service unavailable\n');
      if (!server) return void unavailable();
      const ofHop = ['authorization', 'connection', 'host'];
      const handed = Object.fromEntries(
        Object.entries(request.headers).filter(
          ([name]) => !ofHop.includes(name) && !name.startsWith('x-remote-'),
        ),
      ) as Record<string, string>;
      const asked = send(
        request.url ?? '/',
        request.method ?? 'GET',
        { ...handed, 'X-Remote-User': user, 'X-Remote-Group': [...groups, 'system:authenticated'] },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
        unavailable,
      );
      request.pipe(asked);
    },
    ask: (path, accept = 'application/json') =>
      new Promise((resolve, reject) => {
        const headers = {
          accept,
          'X-Remote-User': 'system:kube-aggregator',
          'X-Remote-Group': 'system:masters',
        };
        send(
          path,
          'GET',
          headers,
          (answer) => {
            let body = '';
            answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                type: answer.headers['content-type'] ?? '',
                body,
              }),
            );
          },
          reject,
        ).end();
      }),
  };
}
