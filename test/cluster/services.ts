import { connect, createServer, type Server } from 'node:net';
import * as z from 'zod';
import type { Ask } from './api.ts';

const services = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.object({
        clusterIP: z.string().optional(),
        ports: z.array(z.object({ name: z.string().optional(), port: z.number() })).default([]),
      }),
    }),
  ),
});

const endpoints = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      subsets: z
        .array(
          z.object({
            addresses: z.array(z.object({ ip: z.string() })).default([]),
            ports: z.array(z.object({ name: z.string().optional(), port: z.number() })).default([]),
          }),
        )
        .default([]),
    }),
  ),
});

interface Forwarder {
  readonly server: Server;
  to: readonly { readonly ip: string; readonly port: number }[];
}

/** Does what kube-proxy does, for TCP: at each Service's address and port it passes on to the Endpoints. */
export function forwardServices(ask: Ask): void {
  const forwarders = new Map<string, Forwarder>();
  const look = async () => {
    const wanted = await backends(ask);
    for (const [key, to] of wanted) {
      const known = forwarders.get(key);
      if (known) known.to = to;
      else forwarders.set(key, forwarder(key, to));
    }
    for (const [key, { server }] of forwarders)
      if (!wanted.has(key)) {
        server.close();
        forwarders.delete(key);
      }
  };
  setInterval(() => void look().catch(() => undefined), 500);
}

async function backends(ask: Ask): Promise<Map<string, Forwarder['to']>> {
  const [all, ends] = await Promise.all([ask('/api/v1/services'), ask('/api/v1/endpoints')]);
  const found = new Map<string, Forwarder['to']>();
  for (const { metadata, spec } of services.parse(all).items) {
    if (!spec.clusterIP || spec.clusterIP === 'None') continue;
    const { subsets = [] } =
      endpoints
        .parse(ends)
        .items.find(
          (one) => one.metadata.name === metadata.name && one.metadata.namespace === metadata.namespace,
        ) ?? {};
    for (const { name, port } of spec.ports)
      found.set(
        `${spec.clusterIP}:${port}`,
        subsets.flatMap((subset) => {
          const target = subset.ports.find((one) => one.name === name);
          return target ? subset.addresses.map(({ ip }) => ({ ip, port: target.port })) : [];
        }),
      );
  }
  return found;
}

function forwarder(key: string, to: Forwarder['to']): Forwarder {
  const [address = '', port] = key.split(':');
  const made: Forwarder = {
    to,
    server: createServer((client) => {
      const [target] = made.to;
      if (!target) {
        client.destroy();
        return;
      }
      const server = connect(target.port, target.ip);
      client.pipe(server).pipe(client);
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
    }),
  };
  made.server.on('error', (error) => console.error(`${key}: ${error.message}`)).listen(Number(port), address);
  return made;
}
