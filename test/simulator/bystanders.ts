import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { authority, type Authority } from './certificates.ts';
import { listen } from './listen.ts';

/** Servers that may listen in place of a kubelet, by their fault. */
export type Bystander =
  'mute' | 'plain' | 'self-signed' | 'other-name' | 'node-name' | 'expired' | 'no-http' | 'web-server';

export interface Bystanders {
  /** The port of each, on every loopback address. */
  readonly port: (who: Bystander) => number;
  readonly close: () => void;
}

/** Those of the simulator's first kubelets. */
const firstAddresses = Array.from({ length: 40 }, (_, index) => `127.0.10.${index + 1}`);

/** Servers that are no kubelets, or not the right ones. */
export async function startBystanders(ca: Authority): Promise<Bystanders> {
  const stranger = await authority('stranger');
  const closers: (() => void)[] = [];
  const secure = async (keyPair: { key: string; cert: string }) => {
    const server = await listen('0.0.0.0', 0, { keyPair, clientAuthority: '' }, (_, response) =>
      response.writeHead(404).end('404 page not found\n'),
    );
    closers.push(server.close);
    return server.port;
  };
  const raw = async (server: Server) => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as { port: number }).port;
  };
  const anywhere = ['kubelet', ...firstAddresses];
  const plain = await listen('0.0.0.0', 0, undefined, (_, response) => response.end('hello'));
  closers.push(plain.close);
  const ports: Readonly<Record<Bystander, number>> = {
    mute: await raw(createServer()),
    plain: plain.port,
    'self-signed': await secure(await stranger.sign('kubelet', anywhere)),
    'other-name': await secure(await ca.sign('kubelet', ['elsewhere.example'])),
    'node-name': await secure(await ca.sign('kubelet', ['node-1', 'node-2', 'node-3'])),
    expired: await secure(await ca.sign('kubelet', anywhere, -1)),
    'no-http': await raw(
      createTlsServer(await ca.sign('kubelet', anywhere), (socket) => {
        socket.on('error', () => undefined);
        socket.end('SSH-2.0-OpenSSH_9.6\r\n');
      }),
    ),
    'web-server': await secure(await ca.sign('kubelet', anywhere)),
  };
  return { port: (who) => ports[who], close: () => closers.forEach((close) => close()) };
}
