import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What is wrong on the way to InfluxDB. `times` writes meet it, then all is well; the others stay. */
export type InfluxFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterS?: number;
      readonly times: number;
    }
  | { readonly kind: 'cut-mid-request' | 'answer-lost' | 'hang'; readonly times: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'too-large'; readonly mostLines: number }
  | { readonly kind: 'down'; readonly forMs: number }
  | { readonly kind: 'down-for-good' }
  | { readonly kind: 'html' }
  /** Says that it has stored a batch that it has not: for the test of the test. */
  | { readonly kind: 'drop-in-secret' | 'drop-sums-in-secret' }
  /** The words of its refusals break off. */
  | { readonly kind: 'refusal-cut'; readonly times: number };

export interface InfluxProxy {
  readonly url: string;
  /** Begins with a fault, or with none. */
  readonly set: (fault: InfluxFault | undefined) => Promise<void>;
  /** Called when something is written, whatever becomes of it. */
  readonly onWrite: (listener: (() => void) | undefined) => void;
  readonly close: () => Promise<void>;
}

/** A door before a real InfluxDB that can be out of order. */
export async function startInfluxProxy(influxUrl: string): Promise<InfluxProxy> {
  const sockets = new Set<Socket>();
  let fault: InfluxFault | undefined;
  let left = 0;
  let onWrite: (() => void) | undefined;
  let reopening: NodeJS.Timeout | undefined;
  const target = new URL(influxUrl);

  const server = createServer((incoming, response) => void serve(incoming, response));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await open(server, 0);
  const { port } = server.address() as AddressInfo;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const isWrite = incoming.url?.startsWith('/write') ?? false;
    if (isWrite) onWrite?.();
    if (isWrite && fault?.kind === 'cut-mid-request' && left-- > 0) {
      incoming.once('data', () => incoming.socket.destroy());
      return;
    }
    const body = await bodyOf(incoming);
    if (!isWrite || !fault) {
      forward(incoming, body, response);
      return;
    }
    switch (fault.kind) {
      case 'status':
        if (left-- <= 0) {
          forward(incoming, body, response);
          return;
        }
        {
          refuse(response, fault.status, fault.retryAfterS);
          return;
        }
      case 'answer-lost':
        if (left-- <= 0) {
          forward(incoming, body, response);
          return;
        }
        {
          forward(incoming, body, response, () => incoming.socket.destroy());
          return;
        }
      case 'hang':
        if (left-- <= 0) {
          forward(incoming, body, response);
          return;
        }
        return;
      case 'slow':
        setTimeout(() => forward(incoming, body, response), fault.delayMs);
        return;
      case 'too-large':
        if (linesOf(incoming, body) <= fault.mostLines) {
          forward(incoming, body, response);
          return;
        }
        {
          refuse(response, 413);
          return;
        }
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
        return;
      case 'refusal-cut':
        if (left-- <= 0) {
          forward(incoming, body, response);
          return;
        }
        response
          .writeHead(500, { 'content-type': 'application/json', 'content-length': '1000' })
          .write('{"error":"time', () => incoming.socket.destroy());
        return;
      case 'drop-sums-in-secret': {
        const lines = textOf(incoming, body).split('\n');
        const stored = lines.filter((line) => !/^(kube_cluster|kube_namespace|heapline_run),/.test(line));
        delete incoming.headers['content-encoding'];
        delete incoming.headers['content-length'];
        forward(incoming, Buffer.from(stored.join('\n')), response);
        return;
      }
      case 'drop-in-secret':
        response.writeHead(204).end();
        return;
      default: {
        forward(incoming, body, response);
        return;
      }
    }
  }

  function forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    instead?: () => void,
  ): void {
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        method,
        path: url,
        headers: { ...headers, host: target.host },
      },
      (answer) => {
        if (instead) {
          answer.resume().on('end', instead);
          return;
        }
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end(body);
  }

  const shut = async () => {
    clearTimeout(reopening);
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };

  return {
    url: `http://127.0.0.1:${port}`,
    onWrite: (listener) => void (onWrite = listener),
    set: async (next) => {
      fault = next;
      left = next && 'times' in next ? next.times : 0;
      const isDown = next?.kind === 'down' || next?.kind === 'down-for-good';
      clearTimeout(reopening);
      if (isDown) await shut();
      else if (!server.listening) await open(server, port);
      if (next?.kind === 'down') reopening = setTimeout(() => void open(server, port), next.forMs);
    },
    close: shut,
  };
}

async function open(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    // Whoever asked has gone.
  }
  return Buffer.concat(chunks);
}

function linesOf(incoming: IncomingMessage, body: Buffer): number {
  return textOf(incoming, body).split('\n').length;
}

function textOf({ headers }: IncomingMessage, body: Buffer): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

/** In InfluxDB 1.x's words. */
function refuse(response: ServerResponse, status: number, retryAfterS?: number): void {
  const words: Record<number, string> = {
    401: 'authorization failed',
    403: '"me" user is not authorized to write to database "k8s"',
    404: 'database not found: "k8s"',
    413: 'Request Entity Too Large',
    500: 'timeout',
    503: 'write failed: hinted handoff queue not empty',
  };
  response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    })
    .end(JSON.stringify({ error: words[status] ?? 'out of order' }));
}
