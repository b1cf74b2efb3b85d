import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Faults of a kubelet that a test can turn on. */
export type Fault =
  | 'hang'
  | 'hang-in-body'
  | 'drip'
  | 'reset'
  | 'cut-in-body'
  | 'broken-json'
  | 'redirect'
  | 'html'
  | 'server-error'
  | 'not-found'
  | 'rate-limited'
  | 'oversized'
  | 'two-gibibytes'
  | 'gzip-bomb'
  | 'deep'
  | 'another-document'
  | 'not-the-node';

const json = { 'content-type': 'application/json' };
let made: Buffer | undefined;
// Made once, on demand: it blocks the event loop for a moment.
const bomb = () => (made ??= gzipSync(Buffer.alloc(64 * 2 ** 20), { level: 1 }));
const depth = 200_000;

/** Answers as a kubelet with that fault; `body` is the answer of a healthy one. */
export function answerWithFault(fault: Fault, body: string, response: ServerResponse): void {
  const answers: Record<Fault, () => void> = {
    hang: () => undefined,
    'hang-in-body': () => {
      response.writeHead(200, json);
      response.write(body.slice(0, body.length / 2));
    },
    // A byte now and then resets every idle timeout.
    drip: () => {
      response.writeHead(200, json);
      let sent = 0;
      const timer = setInterval(() => response.write(body.charAt(sent++)), 100);
      response.on('close', () => clearInterval(timer));
    },
    reset: () => response.socket?.destroy(),
    'cut-in-body': () => {
      response.writeHead(200, json);
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
    },
    'broken-json': () => response.writeHead(200, json).end(body.slice(0, body.length / 2)),
    redirect: () => response.writeHead(302, { location: 'https://127.0.0.1:1/elsewhere' }).end(),
    html: () =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>'),
    'server-error': () => response.writeHead(500).end('Internal Error: failed to list pod stats'),
    'not-found': () => response.writeHead(404).end('404 page not found\n'),
    'rate-limited': () => response.writeHead(429, { 'retry-after': '1' }).end('Too many requests\n'),
    oversized: () => {
      response.writeHead(200, json);
      pour(response);
    },
    'two-gibibytes': () => {
      response.writeHead(200, { ...json, 'content-length': String(2 * 2 ** 30) });
      pour(response);
    },
    // The request does not accept gzip.
    'gzip-bomb': () => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb()),
    deep: () => response.writeHead(200, json).end('['.repeat(depth) + ']'.repeat(depth)),
    'another-document': () => response.writeHead(200, json).end('{"kind":"Status","apiVersion":"v1"}'),
    'not-the-node': () =>
      response.writeHead(200, json).end(body.replace(/"nodeName":"[^"]*"/, '"nodeName":"somebody-else"')),
  };
  answers[fault]();
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(2 ** 20, 0x20);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
