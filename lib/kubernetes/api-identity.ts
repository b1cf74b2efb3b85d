import { configurationError } from '../errors/app-error.ts';
import type { Credentials } from './credentials.ts';

type Headers = Credentials['headers'];

/** The credentials of a run. */
export interface ApiIdentity {
  readonly credentials: Credentials;
  readonly headers: () => Headers;
  /**
   * Reads the credentials again after a 401: a token may have been rotated.
   *
   * @returns whether they have changed
   */
  readonly renew: (usedHeaders: Headers) => Promise<boolean>;
  /** Reads the credentials again, for processes that outlive a token. */
  readonly refresh: () => Promise<void>;
}

/**
 * @param find reads files and runs plugins
 * @throws AppError exit code 2, also where `signal` aborts first
 */
export async function openApiIdentity(
  find: () => Promise<Credentials>,
  signal: AbortSignal,
): Promise<ApiIdentity> {
  const credentials = await untilAborted(signal, find());
  let headers = credentials.headers;
  const renewals = new Map<string, Promise<Headers>>();
  return {
    credentials,
    headers: () => headers,
    renew: async (usedHeaders) => {
      if (!isSame(headers, usedHeaders)) return true;
      // Many requests may fail with the same token: a plugin runs once for all of them.
      const key = JSON.stringify(usedHeaders);
      const renewal =
        renewals.get(key) ??
        untilAborted(signal, find())
          .then((found) => found.headers)
          .catch(() => headers);
      renewals.set(key, renewal);
      headers = await renewal;
      return !isSame(headers, usedHeaders);
    },
    refresh: async () => {
      headers = await untilAborted(signal, find()).then(
        (found) => found.headers,
        () => headers,
      );
      renewals.clear();
    },
  };
}

function isSame(one: Headers, other: Headers): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function untilAborted<Value>(signal: AbortSignal, wanted: Promise<Value>): Promise<Value> {
  let onEnd = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    onEnd = () => {
      reject(
        configurationError(
          `The credentials of the kubeconfig did not come in time: ${String(signal.reason)}.`,
          'Run `kubectl get nodes` with the same KUBECONFIG: it waits for the same plugin.',
        ),
      );
      return undefined;
    };
    if (signal.aborted) onEnd();
    else signal.addEventListener('abort', onEnd, { once: true });
  });
  try {
    return await Promise.race([wanted, ended]);
  } finally {
    signal.removeEventListener('abort', onEnd);
  }
}
