import type { Dispatcher } from 'undici';
import { openConnections } from '../http/dispatcher.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { dateMs, retryAfterMs } from '../http/headers.ts';
import { fewWords, readBody } from '../http/response-body.ts';
import { userAgent } from '../util/version.ts';
import { webProxyFor } from '../http/web-proxy.ts';
import type { Identity } from './api-identity.ts';
import { statusMessage } from './object-list.ts';
import { unsaid } from '../http/redact.ts';

export type ApiAnswer =
  | { readonly ok: true; readonly bytes: Buffer; readonly dateMs: number | undefined }
  | ({
      readonly ok: false;
      readonly status: number | undefined;
      readonly retryAfterMs: number | undefined;
    } & Failure);

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  /** Below the server's address. */
  readonly path: string;
  readonly body?: string;
  /** `application/json` if nothing is said. */
  readonly contentType?: string;
  readonly accept?: string;
}

type Refused = Extract<ApiAnswer, { ok: false }>;

/** An open way to the API server; `close` it when the run is done. */
export interface Connection {
  readonly identity: Identity;
  readonly dispatcher: Dispatcher;
  /** Whether there is a proxy on the way. */
  readonly isProxied: boolean;
  /** Asks once, until `signal` ends. Gives a body or a reason; never throws. */
  readonly ask: (request: ApiRequest, signal: AbortSignal) => Promise<ApiAnswer>;
  /** As `ask`, for an answer that comes bit by bit, and may be silent for `silenceMs`; reading it may throw. */
  readonly follow: (
    request: ApiRequest,
    silenceMs: number,
    signal: AbortSignal,
  ) => Promise<{ readonly ok: true; readonly body: AsyncIterable<Buffer> } | Refused>;
  readonly close: () => Promise<void>;
}

const attemptTimeoutMs = 10_000;
const mostAnswerBytes = 128 * 2 ** 20;

/** Opens a way to the API server, through the proxy of the kubeconfig or of HTTPS_PROXY if there is one. */
export function openConnection(
  identity: Identity,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Connection {
  const { server, proxyUrl, tls } = identity.credentials;
  const proxy = proxyUrl ?? webProxyFor(server, environment);
  const connect = withoutAbsent(tls);
  const dispatcher = openConnections(connect, proxy);
  const { origin, pathname } = new URL(server);
  const open = async (
    { method = 'GET', path, body, contentType = 'application/json', accept = 'application/json' }: ApiRequest,
    limits: { readonly signal: AbortSignal; readonly bodyTimeout?: number },
  ) => {
    const shown = identity.headers();
    const answer = await dispatcher.request({
      origin,
      path: pathname.replace(/\/$/, '') + path,
      method,
      headers: {
        ...shown,
        accept,
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
      ...limits,
    });
    const { statusCode: status, headers } = answer;
    if (status >= 200 && status <= 299) return { ok: true, answer } as const;
    const hide = (words: string) => unsaid(words, shown['authorization']);
    const words = await fewWords(answer.body, statusMessage, hide);
    return {
      ok: false,
      status,
      retryAfterMs: retryAfterMs(headers['retry-after'], now()),
      ...failureOfStatus(status, words),
    } as const;
  };
  const refusal = (error: unknown, signal: AbortSignal): Refused => {
    const failure = signal.aborted
      ? ({ cause: 'cut_short', detail: String(signal.reason) } as const)
      : failureOf(error);
    return { ok: false, status: undefined, retryAfterMs: undefined, ...failure };
  };
  const ask = async (request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> => {
    try {
      const opened = await open(request, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      if (!opened.ok) return opened;
      const { statusCode: status, headers, body } = opened.answer;
      const read = await readBody(body, mostAnswerBytes, '128 MiB');
      return read.ok
        ? { ok: true, bytes: read.bytes, dateMs: dateMs(headers['date']) }
        : { ...read, status, retryAfterMs: undefined };
    } catch (error) {
      return refusal(error, signal);
    }
  };
  const follow: Connection['follow'] = async (request, silenceMs, signal) => {
    try {
      const opened = await open(request, { signal, bodyTimeout: silenceMs });
      return opened.ok ? { ok: true, body: opened.answer.body } : opened;
    } catch (error) {
      return refusal(error, signal);
    }
  };
  // Destroyed, not closed: whoever is still waiting for an answer when the run is done has waited long enough.
  return {
    identity,
    dispatcher,
    isProxied: proxy !== undefined,
    ask,
    follow,
    close: () => dispatcher.destroy(),
  };
}

function withoutAbsent<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
