import type { SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { openConnections } from '../http/dispatcher.ts';
import { dateMs, retryAfterMs } from '../http/headers.ts';
import { type Body, readBody } from '../http/response-body.ts';
import { userAgent } from '../util/version.ts';
import { unsaid } from '../http/redact.ts';

/** InfluxDB's answer, whatever its status. */
export interface Answer {
  readonly status: number;
  /** As much of it as came; of an error its words. */
  readonly body: string;
  /** What is to be told of it without the credentials that the server was shown; lines are looked for in the body itself. */
  readonly hide?: (words: string) => string;
  /** Why it is not the whole of it. */
  readonly broken?: Exclude<Body, { readonly ok: true }> | undefined;
  readonly retryAfterMs: number | undefined;
  /** As it calls itself, `1.6.7` or `v2.7.1`. */
  readonly version?: string | undefined;
  /** The time that it has; whole seconds. */
  readonly dateMs?: number | undefined;
}

interface Request {
  /** POST where nothing else is said. */
  readonly method?: 'GET' | 'POST';
  /** Below INFLUX_URL, with its query. */
  readonly path: string;
  readonly body: string | Buffer;
  readonly contentType: string;
  /** InfluxDB takes gzip for lines, and not for questions. */
  readonly isZipped?: boolean;
  readonly mostAnswerBytes: number;
  readonly timeoutMs: number;
}

/** An answer that is read while it comes. */
interface Streamed {
  readonly status: number;
  readonly body: AsyncIterable<Buffer>;
}

export interface Transport {
  /** @throws whatever the socket says, where no answer came */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Answer>;
  /** As `send`; an answer with the status 200 is left to whoever asked, and reading it may throw. */
  readonly stream: (request: Request, signal: AbortSignal) => Promise<Answer | Streamed>;
  readonly close: () => void;
}

/** How to get to an InfluxDB. */
export interface Way {
  readonly url: string;
  readonly proxy: string | undefined;
  readonly connections: number;
  readonly secureContext: SecureContext | undefined;
  readonly isInsecure: boolean;
}

/**
 * Sends bodies to InfluxDB over kept connections. What comes back is bounded, whatever it is, and never unpacked. No
 * redirect is followed.
 *
 * @param options.authorization asked for at each request, and once more after a 401: a secret in a file may have been rotated
 */
export function openTransport({
  url,
  proxy,
  connections,
  secureContext,
  isInsecure,
  authorization,
  now,
}: Way & {
  readonly authorization: () => string | undefined;
  readonly now: () => number;
}): Transport {
  const connect = { rejectUnauthorized: !isInsecure, ...(secureContext ? { secureContext } : {}) };
  const dispatcher = openConnections(connect, proxy, { connections });
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');

  const send = (request: Request, signal: AbortSignal) =>
    shown(request, signal, (response, secret) => whole(response, request, secret));
  const stream = (request: Request, signal: AbortSignal) =>
    shown<Answer | Streamed>(request, signal, (response, secret) =>
      response.statusCode === 200 ? { status: 200, body: response.body } : whole(response, request, secret),
    );

  const shown = async <Taken extends { readonly status: number }>(
    request: Request,
    signal: AbortSignal,
    take: (response: Dispatcher.ResponseData, secret: string | undefined) => Taken | Promise<Taken>,
  ): Promise<Taken> => {
    const attempt = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]);
    const secret = authorization();
    const answer = await take(await put(request, secret, attempt), secret);
    if (answer.status !== 401) return answer;
    const renewed = authorization();
    return renewed === secret ? answer : take(await put(request, renewed, attempt), renewed);
  };

  const put = (
    { method = 'POST', path, body, contentType, isZipped, timeoutMs }: Request,
    secret: string | undefined,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> => {
    return dispatcher.request({
      origin,
      path: base + path,
      method,
      headers: {
        'content-type': contentType,
        accept: 'application/json',
        'user-agent': userAgent,
        ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
        ...(secret === undefined ? {} : { authorization: secret }),
      },
      ...(method === 'GET' ? {} : { body }),
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  };

  const whole = async (
    { statusCode: status, headers, body }: Dispatcher.ResponseData,
    { mostAnswerBytes }: Request,
    secret: string | undefined,
  ): Promise<Answer> => {
    const read = await readBody(body, mostAnswerBytes, `${mostAnswerBytes} bytes`);
    const version = headers['x-influxdb-version'];
    return {
      status,
      body:
        status < 300 ? textOf(read) : errorText(textOf(read)) || String(headers['x-influxdb-error'] ?? ''),
      hide: (words) => unsaid(words, secret),
      broken: read.ok ? undefined : read,
      retryAfterMs: retryAfterMs(headers['retry-after'], now()),
      version: typeof version === 'string' ? version : undefined,
      dateMs: dateMs(headers['date']),
    };
  };
  return { send, stream, close: () => void dispatcher.destroy() };
}

function textOf(read: Body): string {
  return read.ok ? read.bytes.toString('utf8') : (read.begun ?? '');
}

/** InfluxDB 1.x says `{"error": …}`, 2.x and 3.x `{"code": …, "message": …}`, others plain words. */
function errorText(body: string): string {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown };
    return [error, message].find((words) => typeof words === 'string') ?? body;
  } catch {
    return body;
  }
}
