import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';

// One request for each connection at a time: HTTP/2 gains nothing, and costs its setup.
export const http1Only = { allowH2: false } as const;

/** Keep-alive connections to a server, through an HTTP proxy if there is one. HTTP/1.1 only. */
export function openDispatcher(
  connect: buildConnector.BuildOptions,
  proxy: string | undefined,
  limits: { readonly connections?: number } = {},
): Dispatcher {
  return proxy === undefined
    ? new Agent({ connect, ...limits, ...http1Only })
    : new ProxyAgent({
        uri: proxy,
        requestTls: connect,
        proxyTls: http1Only,
        ...limits,
        ...http1Only,
      });
}
