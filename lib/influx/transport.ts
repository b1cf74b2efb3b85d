import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContext } from 'node:tls';
import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import { dateMs, retryAfterMs } from '../http-dates.ts';
import { userAgent } from '../version.ts';

/** InfluxDB's answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: string;
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
  readonly body: string;
  readonly contentType: string;
  /** InfluxDB takes gzip for lines, and not for questions. */
  readonly mayGzip: boolean;
  /** No more of the answer is kept. */
  readonly mostAnswerChars: number;
  readonly timeoutMs: number;
}

export interface Transport {
  /** @throws whatever the socket says, where no answer came */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Answer>;
  readonly close: () => void;
}

const gzipFromBytes = 1024;
const idleTimeoutMs = 60_000;

interface ClientOptions {
  readonly url: string;
  readonly proxy: string | undefined;
  readonly connections: number;
  readonly secureContext: SecureContext | undefined;
  readonly isInsecure: boolean;
}

/** InfluxDB's own client, over kept connections. `headers` go with every request. */
export function openClient(
  { url, proxy, connections, secureContext, isInsecure }: ClientOptions,
  headers: Record<string, string> = {},
): { client: InfluxDB; close: () => void } {
  const proxyEnv = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const kept = { keepAlive: true, maxSockets: connections, ...proxyEnv };
  const tls = { secureContext, rejectUnauthorized: !isInsecure };
  const agent = url.startsWith('https:') ? new HttpsAgent({ ...kept, ...tls }) : new HttpAgent(kept);
  const client = new InfluxDB({ url, timeout: idleTimeoutMs, headers, transportOptions: { agent } });
  return { client, close: () => agent.destroy() };
}

/**
 * Sends bodies to `url`. Only the client's transport is used, not its write API: that one retries, batches and closes by
 * rules of its own, and can say "done" of a batch that it lost.
 */
export function openTransport(
  options: ClientOptions & {
    readonly authorization: () => string | undefined;
    readonly now: () => number;
  },
): Transport {
  const { client, close } = openClient(options);
  const { transport } = client;

  const send = (
    { method = 'POST', path, body, contentType, mayGzip, mostAnswerChars, timeoutMs }: Request,
    signal: AbortSignal,
  ) =>
    new Promise<Answer>((resolve, reject) => {
      let status = 0;
      let facts: ReturnType<typeof factsOf> = { version: undefined, dateMs: undefined };
      const chunks: Buffer[] = [];
      let chars = 0;
      const authorization = options.authorization();
      const headers = {
        'content-type': contentType,
        accept: 'application/json',
        'user-agent': userAgent,
        ...(authorization === undefined ? {} : { authorization }),
      };
      const timeout = AbortSignal.timeout(timeoutMs);
      const attempt = AbortSignal.any([signal, timeout]);
      transport.send(
        path,
        body,
        { method, headers, gzipThreshold: mayGzip ? gzipFromBytes : Infinity, signal: attempt },
        {
          responseStarted: (headers, statusCode) => {
            status = statusCode ?? 0;
            facts = factsOf(headers);
          },
          next: (chunk: Uint8Array) => {
            if (chars < mostAnswerChars) chunks.push(Buffer.from(chunk));
            chars += chunk.length;
          },
          error: (error) => {
            if (error instanceof HttpError) resolve(answerOf(error, options.now()));
            // The client says "aborted" of both ends alike.
            else reject(timeout.aborted && !signal.aborted ? (timeout.reason as Error) : error);
          },
          complete: () =>
            resolve({
              status,
              body: Buffer.concat(chunks).toString('utf8'),
              retryAfterMs: undefined,
              ...facts,
            }),
        },
      );
    });
  return { send, close };
}

function answerOf({ statusCode, body, headers }: HttpError, nowMs: number): Answer {
  return {
    status: statusCode,
    body: errorText(body ?? ''),
    retryAfterMs: retryAfterMs(headers?.['retry-after'], nowMs),
    ...factsOf(headers ?? {}),
  };
}

function factsOf(headers: Readonly<Record<string, unknown>>): Pick<Answer, 'version' | 'dateMs'> {
  const { 'x-influxdb-version': version, date } = headers;
  return { version: typeof version === 'string' ? version : undefined, dateMs: dateMs(date) };
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
