import type { ServerResponse } from 'node:http';

/** What can be wrong with a kubelet, on request. */
export type Fault =
  | 'hang'
  | 'hang-in-body'
  | 'reset'
  | 'cut-in-body'
  | 'redirect'
  | 'html'
  | 'server-error'
  | 'not-found'
  | 'oversized'
  | 'not-the-node';

/** Answers as a kubelet with that fault does; `body` is what a healthy one would have said. */
export function answerWithFault(fault: Fault, body: string, response: ServerResponse): void {
  const answers: Record<Fault, () => void> = {
    hang: () => undefined,
    'hang-in-body': () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(body.slice(0, body.length / 2));
    },
    reset: () => response.socket?.destroy(),
    'cut-in-body': () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
    },
    redirect: () => response.writeHead(302, { location: 'https://127.0.0.1:1/elsewhere' }).end(),
    html: () =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>'),
    'server-error': () => response.writeHead(500).end('Internal Error: failed to list pod stats'),
    'not-found': () => response.writeHead(404).end('404 page not found\n'),
    oversized: () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(2 ** 20, 0x20);
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    },
    'not-the-node': () =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(body.replace(/"nodeName":"[^"]*"/, '"nodeName":"somebody-else"')),
  };
  answers[fault]();
}
