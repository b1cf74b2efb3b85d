import type { Dispatcher } from 'undici';
import { deadlineWithin } from '../util/deadline.ts';
import { messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { dateMs } from '../http/headers.ts';
import type { Source } from '../model/sample.ts';
import { collectBody, errorTextOf } from '../http/response-body.ts';
import type { BufferPool } from '../util/buffer-pool.ts';
import type { Outcome, PodsAnswer, Target } from '../model/run.ts';
import { userAgent } from '../util/version.ts';
import type { OpenKubeletConnection, KubeletConnection } from './kubelet-connection.ts';
import { bufferedResponse } from './buffered-response.ts';
import { podsRequest, type KubeletRequest, endpoints } from './endpoints.ts';
import { redact } from '../http/redact.ts';

export interface KubeletScrape {
  readonly openConnection: OpenKubeletConnection;
  readonly sources: readonly Source[];
  /** Whether to request the kubelet's list of pods, too. */
  readonly wantsPods: boolean;
  readonly identity: KubeletIdentity;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly pool: BufferPool;
  readonly now: () => number;
}

/** The credentials to send; no headers for an anonymous request. */
export interface KubeletIdentity {
  readonly headers: () => Readonly<Record<string, string>>;
  /** Whether the headers have changed since: then a retry makes sense. */
  readonly renew: (refused: Readonly<Record<string, string>>) => Promise<boolean>;
}

type Answer<Own = object> = ({ readonly ok: true } & Body & Own) | ({ readonly ok: false } & Failure);

interface Body {
  readonly body: Buffer;
  readonly bodyBytes: number;
  readonly dateMs: number | undefined;
}

type Statistics = Answer<{ readonly source: Source; readonly pods?: PodsAnswer | undefined }>;

/**
 * Scrapes one kubelet, within `timeoutMs` and until `signal` aborts. Gives a body or a failure; never throws.
 */
export async function scrapeKubelet(
  target: Target,
  scrape: KubeletScrape,
  signal: AbortSignal,
): Promise<Outcome> {
  const startMs = scrape.now();
  const answer = await ask(target, scrape, signal);
  return { target, durationMs: scrape.now() - startMs, ...answer };
}

async function ask(target: Target, scrape: KubeletScrape, signal: AbortSignal): Promise<Statistics> {
  const { origin, node } = target;
  if (origin === undefined) {
    const addressList = node.addresses.map(({ type, address }) => `${type} ${address}`).join(', ');
    return {
      ok: false,
      cause: 'no_address',
      detail: addressList ? `it has ${addressList}` : 'its status lists none',
    };
  }
  if (hasEnded(signal))
    return { ok: false, cause: 'cut_short', detail: `its turn had not come: ${messageOf(signal.reason)}` };
  const deadline = deadlineWithin(signal, scrape.timeoutMs);
  let connection: KubeletConnection | undefined;
  try {
    connection = scrape.openConnection({ ...target, origin });
    const { dispatcher } = connection;
    const requestOnce = (question: KubeletRequest) =>
      askFor(question, { ...target, origin }, dispatcher, scrape, deadline.signal);
    const request = async (question: KubeletRequest): Promise<Answer> => {
      const usedHeaders = scrape.identity.headers();
      const answer = await requestOnce(question);
      const isRefused = !answer.ok && answer.cause === 'unauthorized';
      return isRefused && (await scrape.identity.renew(usedHeaders)) ? requestOnce(question) : answer;
    };
    let failure: Failure = { cause: 'unknown', detail: 'no source to ask for' };
    for (const source of scrape.sources) {
      const answer = await request(endpoints[source]);
      if (answer.ok)
        return { ...answer, source, pods: scrape.wantsPods ? await podsAnswer(request) : undefined };
      failure = answer;
      if (answer.cause !== 'not_found') break;
    }
    return { ok: false, cause: failure.cause, detail: failure.detail };
  } catch (error) {
    if (hasEnded(signal))
      return { ok: false, cause: 'cut_short', detail: `no answer yet: ${messageOf(signal.reason)}` };
    return { ok: false, ...failureOf(error) };
  } finally {
    deadline.clear();
    connection?.close();
  }
}

/** The statistics are good without the list of pods. */
async function podsAnswer(request: (question: KubeletRequest) => Promise<Answer>): Promise<PodsAnswer> {
  try {
    return await request(podsRequest);
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  }
}

function hasEnded(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function askFor(
  { method, path, body, accept }: KubeletRequest,
  { origin, pathPrefix }: Target & { readonly origin: string },
  dispatcher: Dispatcher,
  { identity, maxBodyBytes, pool }: KubeletScrape,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = identity.headers();
  const request = {
    origin,
    path: pathPrefix + path,
    method,
    headers: {
      ...headers,
      accept,
      'user-agent': userAgent,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  };
  const collector = collectBody(maxBodyBytes, `MAX_BODY_BYTES=${maxBodyBytes}`, pool);
  const answer = await bufferedResponse(dispatcher, request, collector, signal);
  if (!answer.body.ok) return answer.body;
  const { bytes } = answer.body;
  if (answer.status !== 200) {
    const failure = failureOfStatus(
      answer.status,
      errorTextOf(bytes, (words) => redact(words, headers['authorization'])),
    );
    // The remedy depends on the endpoint that is missing.
    return {
      ok: false,
      ...failure,
      detail: failure.cause === 'not_found' ? `${path}: ${failure.detail}` : failure.detail,
    };
  }
  return { ok: true, body: bytes, bodyBytes: bytes.length, dateMs: dateMs(answer.headers['date']) };
}
