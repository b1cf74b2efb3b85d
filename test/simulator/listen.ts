import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './certificates.ts';

interface Listener {
  readonly port: number;
  readonly close: () => void;
}

/** An HTTPS server with optional client certificates; plain HTTP without a key pair. */
export async function listen(
  address: string,
  port: number,
  tls: { readonly keyPair: KeyPair; readonly clientAuthority: string } | undefined,
  onRequest: RequestListener,
): Promise<Listener> {
  const server: Server = tls
    ? createHttpsServer(
        { ...tls.keyPair, ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: false },
        onRequest,
      )
    : createHttpServer(onRequest);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One listener for each node on 127.0.0.1, each on a port of its own: the only loopback address that macOS has. */
export async function listenOnPorts(
  count: number,
  open: (address: string, port: number, index: number) => Promise<Listener>,
): Promise<Listener[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => open('127.0.0.1', 0, index)));
}

/** One listener for each address, all on the same port, as kubelets have it. */
export async function listenEverywhere(
  addresses: readonly string[],
  open: (address: string, port: number, index: number) => Promise<Listener>,
): Promise<{ port: number; listeners: Listener[] }> {
  for (let attempt = 0; ; attempt++) {
    const listeners: Listener[] = [];
    try {
      for (const [index, address] of addresses.entries())
        listeners.push(await open(address, listeners[0]?.port ?? 0, index));
      return { port: listeners[0]?.port ?? 0, listeners };
    } catch (error) {
      listeners.forEach(({ close }) => close());
      // The port that was free on the first address may be taken on another.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === 4) throw error;
    }
  }
}
