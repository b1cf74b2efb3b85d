import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../lib/http/answer.ts';

const gone = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ABORT_ERR'];

/** Sends an answer; pieces are made as the client reads. */
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
  else
    await pipeline(Readable.from(body), response).catch((error: unknown) => {
      // The client went away: no error.
      const { code } = error as NodeJS.ErrnoException;
      if (!gone.includes(code ?? '')) throw error;
    });
}
