import { configurationError } from '../errors/app-error.ts';
import type { Credentials } from './credentials.ts';

type Headers = Credentials['headers'];

/** Who asks, for the length of a run. */
export interface Identity {
  readonly credentials: Credentials;
  readonly headers: () => Headers;
  /**
   * Looks the credentials up again after a 401: a token may have been rotated between its reading and its use.
   *
   * @returns whether there are others now than those that were refused
   */
  readonly renew: (refused: Headers) => Promise<boolean>;
  /** Looks them up again whatever became of them, for those that live longer than a token. */
  readonly refresh: () => Promise<void>;
}

/**
 * @param find reads files and runs plugins
 * @throws AppError exit code 2, also where they have not come when `signal` ends
 */
export async function openIdentity(find: () => Promise<Credentials>, signal: AbortSignal): Promise<Identity> {
  const credentials = await until(signal, find());
  let headers = credentials.headers;
  const renewals = new Map<string, Promise<Headers>>();
  return {
    credentials,
    headers: () => headers,
    renew: async (refused) => {
      if (!isSame(headers, refused)) return true;
      // Many may be refused with the same: the first of them looks, and a plugin is run once.
      const key = JSON.stringify(refused);
      const renewal =
        renewals.get(key) ??
        until(signal, find())
          .then((found) => found.headers)
          .catch(() => headers);
      renewals.set(key, renewal);
      headers = await renewal;
      return !isSame(headers, refused);
    },
    refresh: async () => {
      headers = await until(signal, find()).then(
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

async function until<Value>(signal: AbortSignal, wanted: Promise<Value>): Promise<Value> {
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
