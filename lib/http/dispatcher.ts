import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';

// One question and one answer: a second protocol has nothing to give, and costs its start.
export const firstHttpOnly = { allowH2: false } as const;

/** Kept connections to a server, through an HTTP proxy if there is one. HTTP/2 is offered to neither. */
export function openConnections(
  connect: buildConnector.BuildOptions,
  proxy: string | undefined,
  limits: { readonly connections?: number } = {},
): Dispatcher {
  return proxy === undefined
    ? new Agent({ connect, ...limits, ...firstHttpOnly })
    : new ProxyAgent({
        uri: proxy,
        requestTls: connect,
        proxyTls: firstHttpOnly,
        ...limits,
        ...firstHttpOnly,
      });
}
