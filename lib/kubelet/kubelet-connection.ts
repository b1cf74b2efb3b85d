import type { SecureContext } from 'node:tls';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { firstHttpOnly } from '../http/dispatcher.ts';
import type { Target } from '../model/run.ts';
import { identityByX509, leanlyIdentified } from './server-identity.ts';

/** A way to one kubelet for the length of one visit. */
export interface Line {
  readonly dispatcher: Dispatcher;
  readonly hangUp: () => void;
}

export type Dialer = (target: Target & { readonly origin: string }) => Line;

/**
 * Dials kubelets straight: a connection of its own for each, gone after its answer, because a pool over thousands of
 * origins keeps their memory.
 */
export function straightDialer(options: {
  /** One for all: reading the certificate authorities anew for each connection is dear. None for plain http. */
  readonly secureContext: SecureContext | undefined;
  readonly isInsecure: boolean;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}): Dialer {
  const isOver = new Error('its visit is over');
  return ({ origin, serverName }) => {
    const connect = buildConnector({
      ...(options.secureContext ? { secureContext: options.secureContext } : {}),
      ...identityByX509,
      rejectUnauthorized: !options.isInsecure,
      timeout: options.timeoutMs,
      ...firstHttpOnly,
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    const client = new Client(origin, {
      connect: leanlyIdentified(connect),
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxResponseSize: options.maxBodyBytes,
      ...firstHttpOnly,
      pipelining: 1,
    });
    // The error is made once for all: to make one is dear, and nobody waits who could be told of it.
    return { dispatcher: client, hangUp: () => void client.destroy(isOver) };
  };
}

/** Reaches every kubelet over the connections that lead to the API server. */
export function sharedDialer(dispatcher: Dispatcher): Dialer {
  return () => ({ dispatcher, hangUp: () => undefined });
}
