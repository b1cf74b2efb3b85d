import type { IncomingMessage, ServerResponse } from 'node:http';

/** Faults of the API server, for `times` requests. */
export type ApiFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly retryAfterS?: number;
      readonly times: number;
    }
  | { readonly kind: 'gone-between-pages'; readonly times: number }
  | { readonly kind: 'reset' | 'hang' | 'cut-in-body' | 'html' | 'another-document'; readonly times: number };

/** Gives a function that says whether it has answered a request in its own way. */
export function apiTrouble(fault: ApiFault): (request: IncomingMessage, response: ServerResponse) => boolean {
  let left = fault.times;
  return (request, response) => {
    const isNextPage = new URL(request.url ?? '/', 'https://api').searchParams.has('continue');
    if (left === 0 || (fault.kind === 'gone-between-pages' && !isNextPage)) return false;
    left--;
    answer(fault, response);
    return true;
  };
}

function answer(fault: ApiFault, response: ServerResponse): void {
  const json = { 'content-type': 'application/json' };
  const status = (code: number, message: string, headers: Record<string, string> = {}) =>
    response
      .writeHead(code, { ...json, ...headers })
      .end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }));
  switch (fault.kind) {
    case 'status': {
      const { retryAfterS } = fault;
      const wait: Record<string, string> =
        retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
      status(fault.status, fault.message ?? 'out of order', wait);
      return;
    }
    case 'gone-between-pages':
      status(410, 'The provided continue parameter is too old to display a consistent list result.');
      return;
    case 'reset':
      response.socket?.destroy();
      return;
    case 'hang':
      return;
    case 'cut-in-body':
      response.writeHead(200, { ...json, 'content-length': '100000' });
      response.write('{"kind":"NodeList","items":[', () => response.socket?.destroy());
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
      return;
    case 'another-document':
      response.writeHead(200, json).end('{"items":"none"}');
  }
}
