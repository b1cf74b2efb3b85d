import type { Failure } from './failure/causes.ts';
import { failureOf } from './failure/of-error.ts';
import { oneLine } from './one-line.ts';
import { openRooms } from './room.ts';

export type Body =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `begun`: what came before it broke off or was too much. */
  | ({ readonly ok: false; readonly begun?: string } & Failure);

/**
 * The whole of an answer, at most `mostBytes` of it.
 *
 * @param limit what sets `mostBytes`, as it is told
 * @param rooms where the body's is taken from; who has read the body may give it back
 * @throws whatever ended the reading and is not the answer's own fault: a deadline
 */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  mostBytes: number,
  limit: string,
  rooms = openRooms(),
): Promise<Body> {
  let room = rooms.take();
  let bodyBytes = 0;
  const begun = () => room.toString('utf8', 0, bodyBytes);
  const tooLarge = { ok: false, cause: 'too_large', detail: `more than ${limit}` } as const;
  try {
    for await (const chunk of stream) {
      if (bodyBytes + chunk.length > mostBytes) return { ...tooLarge, begun: begun() };
      room = rooms.placed(room, bodyBytes, chunk);
      bodyBytes += chunk.length;
    }
  } catch (error) {
    const failure = failureOf(error);
    // A connection that ends while it answers is another thing than one that never answered.
    if (failure.cause === 'reset')
      return {
        ok: false,
        cause: 'truncated',
        detail: `after ${bodyBytes} bytes: ${failure.detail}`,
        begun: begun(),
      };
    if (failure.cause === 'too_large') return tooLarge;
    throw error;
  }
  return { ok: true, bytes: room.subarray(0, bodyBytes) };
}

const mostWordBytes = 4096;

/**
 * The start of an error's text on one line: kubelets answer in words, API servers in a Status.
 *
 * @param messageIn finds the words in a body that is no text; it may throw
 */
export async function fewWords(
  stream: AsyncIterable<Buffer>,
  messageIn: (body: Buffer) => string | undefined = () => undefined,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostWordBytes) break;
    }
  } catch {
    // The status has been told; the words are only an extra.
  }
  const body = Buffer.concat(chunks);
  const text = body.toString('utf8');
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"');
  return oneLine(wordsIn(body, messageIn) ?? message ?? text);
}

function wordsIn(body: Buffer, messageIn: (body: Buffer) => string | undefined): string | undefined {
  try {
    return messageIn(body);
  } catch {
    return undefined;
  }
}
