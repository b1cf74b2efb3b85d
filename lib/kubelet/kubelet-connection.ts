import type { SecureContext } from 'node:tls';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { http1Only } from '../http/dispatcher.ts';
import type { Target } from '../model/run.ts';
import { identityByX509, withX509Certificate } from './server-identity.ts';

/** A connection to one kubelet, for one scrape. */
export interface KubeletConnection {
  readonly dispatcher: Dispatcher;
  readonly close: () => void;
}

export type OpenKubeletConnection = (target: Target & { readonly origin: string }) => KubeletConnection;

/**
 * One connection for each kubelet, closed after its response: a pool over thousands of origins keeps their
 * memory.
 */
export function directConnections(options: {
  /** Shared: reading the certificate authorities for each connection is slow. None for plain http. */
  readonly secureContext: SecureContext | undefined;
  readonly isInsecure: boolean;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}): OpenKubeletConnection {
  const scrapeEnded = new Error('the scrape of this kubelet has ended');
  return ({ origin, serverName }) => {
    const connect = buildConnector({
      ...(options.secureContext ? { secureContext: options.secureContext } : {}),
      ...identityByX509,
      rejectUnauthorized: !options.isInsecure,
      timeout: options.timeoutMs,
      ...http1Only,
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    const client = new Client(origin, {
      connect: withX509Certificate(connect),
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxResponseSize: options.maxBodyBytes,
      ...http1Only,
      pipelining: 1,
    });
    // A single error object: creating one for each connection is slow, and nobody reads it.
    return { dispatcher: client, close: () => void client.destroy(scrapeEnded) };
  };
}

/** Reaches kubelets through the API server's connections. */
export function sharedConnections(dispatcher: Dispatcher): OpenKubeletConnection {
  return () => ({ dispatcher, close: () => undefined });
}
