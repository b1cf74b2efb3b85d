import type { Dispatcher } from 'undici';
import { openDispatcher } from '../http/dispatcher.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { dateMs, retryAfterMs } from '../http/headers.ts';
import { readErrorText, readBody } from '../http/response-body.ts';
import { userAgent } from '../util/version.ts';
import { webProxyFor } from '../http/web-proxy.ts';
import type { ApiIdentity } from './api-identity.ts';
import { statusMessage } from './object-list.ts';
import { redact } from '../http/redact.ts';

export type ApiAnswer =
  | { readonly ok: true; readonly bytes: Buffer; readonly dateMs: number | undefined }
  | ({
      readonly ok: false;
      readonly status: number | undefined;
      readonly retryAfterMs: number | undefined;
    } & Failure);

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  /** Below the server's URL. */
  readonly path: string;
  readonly body?: string;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
}

type FailedAnswer = Extract<ApiAnswer, { ok: false }>;

/** A connection to the API server; close it after use. */
export interface Connection {
  readonly identity: ApiIdentity;
  readonly dispatcher: Dispatcher;
  /** Whether there is a proxy on the way. */
  readonly isProxied: boolean;
  /** One request without retries, until `signal` aborts. Gives a body or a failure; never throws. */
  readonly request: (request: ApiRequest, signal: AbortSignal) => Promise<ApiAnswer>;
  /** As `request`, for a streamed response with at most `idleTimeoutMs` of silence; reading it may throw. */
  readonly stream: (
    request: ApiRequest,
    idleTimeoutMs: number,
    signal: AbortSignal,
  ) => Promise<{ readonly ok: true; readonly body: AsyncIterable<Buffer> } | FailedAnswer>;
  readonly close: () => Promise<void>;
}

const attemptTimeoutMs = 10_000;
const maxAnswerBytes = 128 * 2 ** 20;

/**
 * Opens a connection to the API server, through the proxy of the kubeconfig or of HTTPS_PROXY if there is
 * one.
 */
export function openConnection(
  identity: ApiIdentity,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Connection {
  const { server, proxyUrl, tls } = identity.credentials;
  const proxy = proxyUrl ?? webProxyFor(server, environment);
  const connect = withoutAbsent(tls);
  const dispatcher = openDispatcher(connect, proxy);
  const { origin, pathname } = new URL(server);
  const open = async (
    { method = 'GET', path, body, contentType = 'application/json', accept = 'application/json' }: ApiRequest,
    limits: { readonly signal: AbortSignal; readonly bodyTimeout?: number },
  ) => {
    const sentHeaders = identity.headers();
    const answer = await dispatcher.request({
      origin,
      path: pathname.replace(/\/$/, '') + path,
      method,
      headers: {
        ...sentHeaders,
        accept,
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
      ...limits,
    });
    const { statusCode: status, headers } = answer;
    if (status >= 200 && status <= 299) return { ok: true, answer } as const;
    const redactText = (text: string) => redact(text, sentHeaders['authorization']);
    const text = await readErrorText(answer.body, statusMessage, redactText);
    return {
      ok: false,
      status,
      retryAfterMs: retryAfterMs(headers['retry-after'], now()),
      ...failureOfStatus(status, text),
    } as const;
  };
  const failedAnswer = (error: unknown, signal: AbortSignal): FailedAnswer => {
    const failure = signal.aborted
      ? ({ cause: 'cut_short', detail: String(signal.reason) } as const)
      : failureOf(error);
    return { ok: false, status: undefined, retryAfterMs: undefined, ...failure };
  };
  const request = async (request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> => {
    try {
      const opened = await open(request, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      if (!opened.ok) return opened;
      const { statusCode: status, headers, body } = opened.answer;
      const read = await readBody(body, maxAnswerBytes, '128 MiB');
      return read.ok
        ? { ok: true, bytes: read.bytes, dateMs: dateMs(headers['date']) }
        : { ...read, status, retryAfterMs: undefined };
    } catch (error) {
      return failedAnswer(error, signal);
    }
  };
  const stream: Connection['stream'] = async (request, idleTimeoutMs, signal) => {
    try {
      const opened = await open(request, { signal, bodyTimeout: idleTimeoutMs });
      return opened.ok ? { ok: true, body: opened.answer.body } : opened;
    } catch (error) {
      return failedAnswer(error, signal);
    }
  };
  // Destroyed, not closed: at the end of a run nothing is waited for.
  return {
    identity,
    dispatcher,
    isProxied: proxy !== undefined,
    request,
    stream,
    close: () => dispatcher.destroy(),
  };
}

function withoutAbsent<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
