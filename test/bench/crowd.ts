import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { whoAsks, type Account } from '../simulator/accounts.ts';
import type { Authority } from '../simulator/certificates.ts';
import { serialiseSummary, truthAt } from '../simulator/truth.ts';
import { nodeAt, podsAt, type SimNode, type WorldOptions } from '../simulator/world.ts';

export interface Crowd {
  readonly port: number;
  readonly isPlain: boolean;
  /** The bytes of all answers together, as they are now. */
  readonly bodyBytes: () => number;
  readonly close: () => void;
}

/** How many different bodies there are; all others differ from one of these in names alone. */
const moulds = 60;
const nodesOfOneCertificate = 50;

/**
 * Thousands of kubelets that cost this side little: their summaries are cast from a few moulds, so that a scrape is measured
 * and not the simulator. They are asked over TLS with a token, or in plain http where there is no authority.
 */
export async function startCrowd(
  nodes: readonly SimNode[],
  world: WorldOptions,
  now: () => number,
  tls: { readonly authority: Authority; readonly account: Account } | undefined,
): Promise<Crowd> {
  let cast = casting(world, now());
  const answer =
    (node: SimNode): RequestListener =>
    (request, response) => {
      if (tls && !whoAsks(request, [tls.account])) response.writeHead(401).end('Unauthorized');
      else if (request.url !== '/stats/summary') response.writeHead(404).end('404: Page Not Found');
      else {
        const nowMs = now();
        if (cast.atMs !== nowMs) cast = casting(world, nowMs);
        response.writeHead(200, { 'content-type': 'application/json' }).end(cast.bodyOf(node));
      }
    };
  const byAddress = new Map(nodes.map((node) => [node.address, answer(node)]));
  const onRequest: RequestListener = (request, response) =>
    byAddress.get(request.socket.localAddress ?? '')?.(request, response);

  const takers: ((socket: Socket) => void)[] = [];
  for (let first = 0; first < nodes.length; first += nodesOfOneCertificate) {
    const group = nodes.slice(first, first + nodesOfOneCertificate);
    const names = group.flatMap(({ name, address }) => [name, address]);
    const server = tls
      ? createHttpsServer(await tls.authority.sign('kubelet', names), onRequest)
      : createHttpServer(onRequest);
    takers.push((socket) => server.emit('connection', socket));
  }
  const listeners: Server[] = [];
  let port = 0;
  for (const [index, { address }] of nodes.entries()) {
    const listener = createServer(takers[Math.floor(index / nodesOfOneCertificate)]);
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(port, address, resolve);
    });
    port ||= (listener.address() as { port: number }).port;
    listeners.push(listener);
  }
  return {
    port,
    isPlain: tls === undefined,
    bodyBytes: () => nodes.reduce((sum, node) => sum + Buffer.byteLength(cast.bodyOf(node)), 0),
    close: () => listeners.forEach((listener) => listener.close()),
  };
}

/** The summaries of all nodes at a time. */
function casting(world: WorldOptions, atMs: number) {
  const forms = Array.from({ length: Math.min(moulds, world.nodes) }, (_, index) =>
    formOf(nodeAt(index), world, atMs),
  );
  return {
    atMs,
    bodyOf: (node: SimNode): string => {
      const form = forms[node.index % moulds]!;
      const own = wordsOf(node, world, atMs);
      let body = form.pieces[0] ?? '';
      form.gaps.forEach((gap, index) => (body += `${own[gap] ?? ''}${form.pieces[index + 1] ?? ''}`));
      return body;
    },
  };
}

/** A summary, taken apart at every word that another node has otherwise. */
function formOf(node: SimNode, world: WorldOptions, atMs: number) {
  const words = wordsOf(node, world, atMs);
  const gapOf = new Map(words.map((word, gap) => [`"${word}"`, gap]));
  const parts = serialiseSummary(truthAt(node, world, atMs)).split(/("[^"]*")/);
  const pieces: string[] = [];
  const gaps: number[] = [];
  let piece = '';
  for (const part of parts) {
    const gap = gapOf.get(part);
    if (gap === undefined) piece += part;
    else {
      pieces.push(`${piece}"`);
      gaps.push(gap);
      piece = '"';
    }
  }
  return { pieces: [...pieces, piece], gaps };
}

function wordsOf(node: SimNode, world: WorldOptions, atMs: number): string[] {
  return [
    node.name,
    ...podsAt(node, world, atMs).flatMap(({ name, uid, claim }) => [name, uid, claim ?? `none of ${name}`]),
  ];
}
