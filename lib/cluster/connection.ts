import {
  ApiException,
  CoreV1Api,
  createConfiguration,
  type RequestContext,
  ServerConfiguration,
} from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { AppError, errorChain, exitCodes } from '../errors.ts';
import { userAgent } from '../version.ts';
import { webProxyFor } from '../web-proxy.ts';
import type { Credentials } from './credentials.ts';

/** An open way to the API server; `close` it when the run is done. */
export interface Connection {
  readonly credentials: Credentials;
  readonly dispatcher: Dispatcher;
  readonly core: CoreV1Api;
  /** The text behind a path of the API. @throws ApiException where the answer is not 200 */
  readonly get: (path: string, deadline: AbortSignal) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens a way to the API server, through the proxy of the kubeconfig or of HTTPS_PROXY if there is one. */
export function openConnection(
  credentials: Credentials,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Connection {
  const proxy = credentials.proxyUrl ?? webProxyFor(credentials.server, environment);
  const connect = withoutAbsent(credentials.tls);
  const dispatcher = proxy ? new ProxyAgent({ uri: proxy, requestTls: connect }) : new Agent({ connect });
  const authenticate = (request: RequestContext) => {
    for (const [name, value] of Object.entries(credentials.headers)) request.setHeaderParam(name, value);
    request.setHeaderParam('User-Agent', userAgent);
    request.setSignal(signal);
    request.setDispatcher(dispatcher);
  };
  const core = new CoreV1Api(
    createConfiguration({
      baseServer: new ServerConfiguration(credentials.server, {}),
      authMethods: { default: { getName: () => 'heapline', applySecurityAuthentication: authenticate } },
    }),
  );
  const get = async (path: string, deadline: AbortSignal) => {
    const { origin, pathname } = new URL(credentials.server);
    const { statusCode, body } = await dispatcher.request({
      origin,
      path: pathname.replace(/\/$/, '') + path,
      method: 'GET',
      headers: { ...credentials.headers, accept: 'application/json', 'user-agent': userAgent },
      signal: AbortSignal.any([signal, deadline]),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new ApiException(statusCode, 'not answered', text.slice(0, 1000), {});
    return text;
  };
  // Destroyed, not closed: whoever is still waiting for an answer when the run is done has waited long enough.
  return { credentials, dispatcher, core, get, close: () => dispatcher.destroy() };
}

/** What went wrong at the API server, with what mends it. Exit code 3. */
export function discoveryError(error: unknown, server: string, verb: string, resource: string): AppError {
  const { what, remedy } = explain(error, verb, resource);
  return new AppError(`The API server ${server} ${what}.`, {
    code: 'discovery',
    remedy,
    exitCode: exitCodes.discovery,
    cause: error,
  });
}

function explain(error: unknown, verb: string, resource: string): { what: string; remedy: string } {
  if (error instanceof ApiException) {
    const status = error.code;
    if (status === 401)
      return {
        what: 'does not know who asks (401)',
        remedy: 'Renew the token or certificate: `kubectl get nodes` with the same credentials must work.',
      };
    if (status === 403)
      return {
        what: `refuses to ${verb} ${resource} (403)`,
        remedy: `Add to the ClusterRole:  - {apiGroups: [""], resources: ["${resource}"], verbs: ["${verb}"]}`,
      };
    return {
      what: `answered ${status} when asked to ${verb} ${resource}`,
      remedy: 'Check the health of the control plane: `kubectl get --raw /readyz?verbose`.',
    };
  }
  const chain = errorChain(error);
  const { code, message } = chain.at(-1) ?? { code: 'unknown', message: String(error) };
  return {
    what: `could not be asked to ${verb} ${resource}: ${message || code}`,
    remedy:
      code.includes('CERT') || code.includes('SIGN')
        ? 'Check the certificate authority in the kubeconfig.'
        : 'Check the address in the kubeconfig, and that this machine reaches it: `kubectl get nodes` must work.',
  };
}

function withoutAbsent<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
