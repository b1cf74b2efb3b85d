import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { oneLine } from '../util/one-line.ts';
import { openBufferPool } from '../util/buffer-pool.ts';
import { unredacted } from './redact.ts';

export type Body =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `partialText`: the beginning of an incomplete body. */
  | ({ readonly ok: false; readonly partialText?: string } & Failure);

/** Collects a body as it arrives. */
export interface BodyCollector {
  /** `false` where the body is too large. */
  readonly add: (chunk: Buffer) => boolean;
  readonly whole: () => Body;
  readonly tooLarge: () => Body;
  /** @throws the error itself, where it is not the response's fault: a deadline */
  readonly broken: (error: unknown) => Body;
}

/** Longer error bodies are not searched. */
const maxPartialTextBytes = 2 ** 16;

/**
 * Collects a body of at most `maxBytes`.
 *
 * @param limit the name of the limit, for messages
 * @param pool provides the buffer; release it after the body was read
 */
export function collectBody(maxBytes: number, limit: string, pool = openBufferPool()): BodyCollector {
  let buffer: Buffer | undefined;
  let bodyBytes = 0;
  const bytes = () => buffer?.subarray(0, bodyBytes) ?? Buffer.alloc(0);
  const partialText = () => bytes().toString('utf8', 0, maxPartialTextBytes);
  const tooLarge = { ok: false, cause: 'too_large', detail: `more than ${limit}` } as const;
  return {
    add: (chunk) => {
      if (bodyBytes + chunk.length > maxBytes) return false;
      buffer = pool.append(buffer ?? pool.take(), bodyBytes, chunk);
      bodyBytes += chunk.length;
      return true;
    },
    whole: () => ({ ok: true, bytes: bytes() }),
    tooLarge: () => ({ ...tooLarge, partialText: partialText() }),
    broken: (error) => {
      const failure = failureOf(error);
      // A connection that ends during the response is not the same as one without a response.
      if (failure.cause === 'reset') {
        const detail = `after ${bodyBytes} bytes: ${failure.detail}`;
        return { ok: false, cause: 'truncated', detail, partialText: partialText() };
      }
      if (failure.cause === 'too_large') return tooLarge;
      throw error;
    },
  };
}

/**
 * Reads a body of at most `maxBytes`.
 *
 * @param limit the name of the limit, for messages
 * @throws what is not the response's fault: a deadline
 */
export async function readBody(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
  limit: string,
): Promise<Body> {
  const { add, whole, tooLarge, broken } = collectBody(maxBytes, limit);
  try {
    for await (const chunk of stream) if (!add(chunk)) return tooLarge();
  } catch (error) {
    return broken(error);
  }
  return whole();
}

export const maxErrorTextBytes = 4096;

/**
 * The beginning of an error response on one line: plain text of a kubelet, the message of a Status.
 *
 * @param messageIn finds the message in a binary body; it may throw
 * @param redactText removes secrets before the text is cut
 */
export async function readErrorText(
  stream: AsyncIterable<Buffer>,
  messageIn: (body: Buffer) => string | undefined = () => undefined,
  redactText = unredacted,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxErrorTextBytes) break;
    }
  } catch {
    // The status is known; the text is optional.
  }
  const body = Buffer.concat(chunks);
  const words = wordsIn(body, messageIn);
  return words === undefined ? errorTextOf(body, redactText) : oneLine(redactText(words));
}

/** As `readErrorText`, for a body that was read. */
export function errorTextOf(body: Buffer, redactText = unredacted): string {
  const text = body.toString();
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"');
  return oneLine(redactText(message ?? text));
}

function wordsIn(body: Buffer, messageIn: (body: Buffer) => string | undefined): string | undefined {
  try {
    return messageIn(body);
  } catch {
    return undefined;
  }
}
