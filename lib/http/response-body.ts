import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { oneLine } from '../util/one-line.ts';
import { openRooms } from '../util/buffer-pool.ts';
import { asItIs } from './redact.ts';

export type Body =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `begun`: what came before it broke off or was too much; of that, no more than words are looked for in. */
  | ({ readonly ok: false; readonly begun?: string } & Failure);

/** A body that comes in parts. */
export interface Gathering {
  /** `false` where it is too much. */
  readonly add: (chunk: Buffer) => boolean;
  readonly whole: () => Body;
  readonly tooLarge: () => Body;
  /** @throws the error itself, where it is not the answer's own fault: a deadline */
  readonly broken: (error: unknown) => Body;
}

/** A refusal of a thousand lines tells of more than anybody reads. */
const mostBegunBytes = 2 ** 16;

/**
 * Gathers an answer, at most `mostBytes` of it.
 *
 * @param limit what sets `mostBytes`, as it is told
 * @param rooms where the body's is taken from; who has read the body may give it back
 */
export function gathering(mostBytes: number, limit: string, rooms = openRooms()): Gathering {
  let room: Buffer | undefined;
  let bodyBytes = 0;
  const bytes = () => room?.subarray(0, bodyBytes) ?? Buffer.alloc(0);
  const begun = () => bytes().toString('utf8', 0, mostBegunBytes);
  const tooLarge = { ok: false, cause: 'too_large', detail: `more than ${limit}` } as const;
  return {
    add: (chunk) => {
      if (bodyBytes + chunk.length > mostBytes) return false;
      room = rooms.placed(room ?? rooms.take(), bodyBytes, chunk);
      bodyBytes += chunk.length;
      return true;
    },
    whole: () => ({ ok: true, bytes: bytes() }),
    tooLarge: () => ({ ...tooLarge, begun: begun() }),
    broken: (error) => {
      const failure = failureOf(error);
      // A connection that ends while it answers is another thing than one that never answered.
      if (failure.cause === 'reset') {
        const detail = `after ${bodyBytes} bytes: ${failure.detail}`;
        return { ok: false, cause: 'truncated', detail, begun: begun() };
      }
      if (failure.cause === 'too_large') return tooLarge;
      throw error;
    },
  };
}

/**
 * The whole of an answer, at most `mostBytes` of it.
 *
 * @param limit what sets `mostBytes`, as it is told
 * @throws whatever ended the reading and is not the answer's own fault: a deadline
 */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  mostBytes: number,
  limit: string,
): Promise<Body> {
  const { add, whole, tooLarge, broken } = gathering(mostBytes, limit);
  try {
    for await (const chunk of stream) if (!add(chunk)) return tooLarge();
  } catch (error) {
    return broken(error);
  }
  return whole();
}

export const mostWordBytes = 4096;

/**
 * The start of an error's text on one line: kubelets answer in words, API servers in a Status.
 *
 * @param messageIn finds the words in a body that is no text; it may throw
 * @param hide takes out what is not to be told, before anything is cut
 */
export async function fewWords(
  stream: AsyncIterable<Buffer>,
  messageIn: (body: Buffer) => string | undefined = () => undefined,
  hide = asItIs,
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
  const words = wordsIn(body, messageIn);
  return words === undefined ? plainWords(body, hide) : oneLine(hide(words));
}

/** As `fewWords`, of a text. */
export function plainWords(body: Buffer, hide = asItIs): string {
  const text = body.toString();
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"');
  return oneLine(hide(message ?? text));
}

function wordsIn(body: Buffer, messageIn: (body: Buffer) => string | undefined): string | undefined {
  try {
    return messageIn(body);
  } catch {
    return undefined;
  }
}
