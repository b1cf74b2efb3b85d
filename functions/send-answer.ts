import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../lib/metrics-api/answer.ts';

/** Writes an answer, in pieces if it is in pieces: the next is made when there is room for it. */
export async function sendAnswer(
  { status, contentType, headers, body }: Answer,
  method: string | undefined,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-cache, private',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  if (method === 'HEAD') response.end();
  else if (typeof body === 'string') response.end(body);
  // Whoever goes away before the end has had enough.
  else await pipeline(Readable.from(body), response).catch(() => undefined);
}
