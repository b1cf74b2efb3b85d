import type { SecureContext } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import { firstHttpOnly } from '../connections.ts';
import type { Target } from '../run.ts';

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
  return ({ origin, serverName }) => {
    const client = new Client(origin, {
      connect: {
        ...(options.secureContext ? { secureContext: options.secureContext } : {}),
        rejectUnauthorized: !options.isInsecure,
        timeout: options.timeoutMs,
        ...(serverName === undefined ? {} : { servername: serverName }),
      },
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxResponseSize: options.maxBodyBytes,
      ...firstHttpOnly,
      pipelining: 1,
    });
    return { dispatcher: client, hangUp: () => void client.destroy() };
  };
}

/** Reaches every kubelet over the connections that lead to the API server. */
export function sharedDialer(dispatcher: Dispatcher): Dialer {
  return () => ({ dispatcher, hangUp: () => undefined });
}
