import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Body, type Gathering, mostWordBytes } from '../http/response-body.ts';

interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of anything but 200 no more than the first words. */
  readonly body: Body;
}

/**
 * Asks, and gathers the answer as it comes, with no stream between: for short answers of thousands a stream costs more than
 * what it brings.
 *
 * @throws whatever kept the answer from coming
 */
export async function wholeAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  gathered: Gathering,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<WholeAnswer>();
  let head: Omit<WholeAnswer, 'body'> | undefined;
  let words: Buffer = Buffer.alloc(0);
  let controller: Dispatcher.DispatchController | undefined;
  const onAbort = () => {
    const reason = signal.reason as Error;
    if (controller) controller.abort(reason);
    else reject(reason);
  };
  const settle = (body: () => Body) => {
    if (head) resolve({ ...head, body: head.status === 200 ? body() : { ok: true, bytes: words } });
  };
  const stopAfter = (body: () => Body) => {
    settle(body);
    controller?.abort(new Error('the rest is not read'));
  };
  signal.addEventListener('abort', onAbort);
  try {
    dispatcher.dispatch(request, {
      onRequestStart: (given) => {
        controller = given;
        if (signal.aborted) onAbort();
      },
      onResponseStart: (_, status, headers) => {
        if (status >= 200) head = { status, headers };
      },
      onResponseData: (_, chunk) => {
        if (head?.status === 200) {
          if (!gathered.add(chunk)) stopAfter(gathered.tooLarge);
          return;
        }
        words = Buffer.concat([words, chunk]).subarray(0, mostWordBytes);
        if (words.length === mostWordBytes) stopAfter(gathered.whole);
      },
      onResponseEnd: () => {
        settle(gathered.whole);
      },
      onResponseError: (_, error) => {
        if (!head) reject(error);
        try {
          // Of a refusal the status has been told; the words are only an extra.
          settle(() => gathered.broken(error));
        } catch {
          reject(error);
        }
      },
    });
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
