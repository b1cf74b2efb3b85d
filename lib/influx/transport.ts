import type { SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { openDispatcher } from '../http/dispatcher.ts';
import { dateMs, retryAfterMs } from '../http/headers.ts';
import { type Body, readBody } from '../http/response-body.ts';
import { userAgent } from '../util/version.ts';
import { redact } from '../http/redact.ts';

/** A response of InfluxDB, whatever its status. */
export interface Answer {
  readonly status: number;
  /** What arrived; for an error its message. */
  readonly body: string;
  /**
   * Removes the credentials that were sent, for messages. Rejected lines are looked for in the unredacted
   * body.
   */
  readonly redactText?: (words: string) => string;
  /** Why the body is incomplete. */
  readonly broken?: Exclude<Body, { readonly ok: true }> | undefined;
  readonly retryAfterMs: number | undefined;
  /** From its header, as `1.6.7` or `v2.7.1`. */
  readonly version?: string | undefined;
  /** The server's clock, in whole seconds. */
  readonly dateMs?: number | undefined;
}

interface Request {
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  /** Below INFLUX_URL, with its query. */
  readonly path: string;
  readonly body: string | Buffer;
  readonly contentType: string;
  /** InfluxDB takes gzip for lines, not for queries. */
  readonly isGzipped?: boolean;
  readonly maxAnswerBytes: number;
  readonly timeoutMs: number;
}

/** A response that is read as it arrives. */
interface Streamed {
  readonly status: number;
  readonly body: AsyncIterable<Buffer>;
}

export interface Transport {
  /** @throws the socket's error, where there is no response */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Answer>;
  /** As `send`; a response with status 200 is streamed, and reading it may throw. */
  readonly stream: (request: Request, signal: AbortSignal) => Promise<Answer | Streamed>;
  readonly close: () => void;
}

/** How to connect to an InfluxDB. */
export interface InfluxConnection {
  readonly url: string;
  readonly proxy: string | undefined;
  readonly connections: number;
  readonly secureContext: SecureContext | undefined;
  readonly isInsecure: boolean;
}

/**
 * Sends requests to InfluxDB over keep-alive connections. Response bodies are limited and never decompressed.
 * Redirects are not followed.
 *
 * @param options.authorization read at each request, and again after a 401: a secret file may have been
 * rotated
 */
export function openTransport({
  url,
  proxy,
  connections,
  secureContext,
  isInsecure,
  authorization,
  now,
}: InfluxConnection & {
  readonly authorization: () => string | undefined;
  readonly now: () => number;
}): Transport {
  const connect = { rejectUnauthorized: !isInsecure, ...(secureContext ? { secureContext } : {}) };
  const dispatcher = openDispatcher(connect, proxy, { connections });
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');

  const send = (request: Request, signal: AbortSignal) =>
    withAuthorization(request, signal, (response, secret) => readAnswer(response, request, secret));
  const stream = (request: Request, signal: AbortSignal) =>
    withAuthorization<Answer | Streamed>(request, signal, (response, secret) =>
      response.statusCode === 200
        ? { status: 200, body: response.body }
        : readAnswer(response, request, secret),
    );

  const withAuthorization = async <Taken extends { readonly status: number }>(
    request: Request,
    signal: AbortSignal,
    take: (response: Dispatcher.ResponseData, secret: string | undefined) => Taken | Promise<Taken>,
  ): Promise<Taken> => {
    const attempt = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]);
    const secret = authorization();
    const answer = await take(await dispatch(request, secret, attempt), secret);
    if (answer.status !== 401) return answer;
    const renewed = authorization();
    return renewed === secret ? answer : take(await dispatch(request, renewed, attempt), renewed);
  };

  const dispatch = (
    { method = 'POST', path, body, contentType, isGzipped, timeoutMs }: Request,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> =>
    dispatcher.request({
      origin,
      path: base + path,
      method,
      headers: {
        'content-type': contentType,
        accept: 'application/json',
        'user-agent': userAgent,
        ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
        ...(secret === undefined ? {} : { authorization: secret }),
      },
      ...(method === 'GET' ? {} : { body }),
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });

  const readAnswer = async (
    { statusCode: status, headers, body }: Dispatcher.ResponseData,
    { maxAnswerBytes }: Request,
    secret: string | undefined,
  ): Promise<Answer> => {
    const read = await readBody(body, maxAnswerBytes, `${maxAnswerBytes} bytes`);
    const version = headers['x-influxdb-version'];
    return {
      status,
      body:
        status < 300 ? textOf(read) : errorText(textOf(read)) || String(headers['x-influxdb-error'] ?? ''),
      redactText: (words) => redact(words, secret),
      broken: read.ok ? undefined : read,
      retryAfterMs: retryAfterMs(headers['retry-after'], now()),
      version: typeof version === 'string' ? version : undefined,
      dateMs: dateMs(headers['date']),
    };
  };
  return { send, stream, close: () => void dispatcher.destroy() };
}

function textOf(read: Body): string {
  return read.ok ? read.bytes.toString('utf8') : (read.partialText ?? '');
}

/** InfluxDB 1.x sends `{"error": …}`, 2.x and 3.x `{"code": …, "message": …}`, others plain text. */
function errorText(body: string): string {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    return [error, message].find((words) => typeof words === 'string') ?? body;
  } catch {
    return body;
  }
}
