import type { Dispatcher } from 'undici';
import type { Source } from '../model.ts';
import type { Failure, Outcome, PodsAnswer, Target } from '../run.ts';
import { userAgent } from '../version.ts';
import type { Dialer, Line } from './dialer.ts';
import { failureOf, failureOfStatus } from './errors.ts';
import { podsQuestion, type Question, sources } from './sources.ts';

export interface Visit {
  readonly dial: Dialer;
  readonly sources: readonly Source[];
  /** Whether to ask for the kubelet's list of pods, too. */
  readonly wantsPods: boolean;
  /** Who asks; empty where the kubelet asks for nobody. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly now: () => number;
}

type Answer<Own = object> = ({ readonly ok: true } & Body & Own) | ({ readonly ok: false } & Failure);

interface Body {
  readonly body: string;
  readonly bodyBytes: number;
}

type Statistics = Answer<{ readonly source: Source; readonly pods?: PodsAnswer | undefined }>;

/** Asks one kubelet once, within `timeoutMs` and until `signal` ends it. Gives a body or a reason; never throws. */
export async function visitKubelet(target: Target, visit: Visit, signal: AbortSignal): Promise<Outcome> {
  const startMs = visit.now();
  const answer = await ask(target, visit, signal);
  return { target, durationMs: visit.now() - startMs, ...answer };
}

async function ask(target: Target, visit: Visit, signal: AbortSignal): Promise<Statistics> {
  const { origin, node } = target;
  if (origin === undefined) {
    const known = node.addresses.map(({ type, address }) => `${type} ${address}`).join(', ');
    return { ok: false, cause: 'no_address', detail: known ? `it has ${known}` : 'its status lists none' };
  }
  if (hasEnded(signal)) return { ok: false, cause: 'cut_short', detail: 'its turn had not come' };
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(visit.timeoutMs)]);
  let line: Line | undefined;
  try {
    line = visit.dial({ ...target, origin });
    const { dispatcher } = line;
    const put = (question: Question) => askFor(question, { ...target, origin }, dispatcher, visit, deadline);
    let failure: Failure = { cause: 'unknown', detail: 'no source to ask for' };
    for (const source of visit.sources) {
      const answer = await put(sources[source]);
      if (answer.ok) return { ...answer, source, pods: visit.wantsPods ? await podsAnswer(put) : undefined };
      failure = answer;
      if (answer.cause !== 'not_found') break;
    }
    return { ok: false, cause: failure.cause, detail: failure.detail };
  } catch (error) {
    if (hasEnded(signal)) return { ok: false, cause: 'cut_short', detail: 'no answer yet' };
    return { ok: false, ...failureOf(error) };
  } finally {
    line?.hangUp();
  }
}

/** Without the list of pods the statistics are still good. */
async function podsAnswer(put: (question: Question) => Promise<Answer>): Promise<PodsAnswer> {
  try {
    return await put(podsQuestion);
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  }
}

function hasEnded(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function askFor(
  { method, path, body, accept }: Question,
  { origin, pathPrefix }: Target & { readonly origin: string },
  dispatcher: Dispatcher,
  { headers, maxBodyBytes }: Visit,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await dispatcher.request({
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
    signal,
  });
  if (response.statusCode !== 200) {
    const failure = failureOfStatus(response.statusCode, await fewWords(response.body));
    // Which endpoint is not there decides what mends it.
    return {
      ok: false,
      ...failure,
      detail: failure.cause === 'not_found' ? `${path}: ${failure.detail}` : failure.detail,
    };
  }
  return readBody(response.body, maxBodyBytes);
}

async function readBody(stream: AsyncIterable<Buffer>, maxBodyBytes: number): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  try {
    for await (const chunk of stream) {
      bodyBytes += chunk.length;
      if (bodyBytes > maxBodyBytes)
        return { ok: false, cause: 'too_large', detail: `more than MAX_BODY_BYTES=${maxBodyBytes}` };
      chunks.push(chunk);
    }
  } catch (error) {
    const failure = failureOf(error);
    // A connection that ends while it answers is another thing than one that never answered.
    if (failure.cause === 'reset')
      return { ok: false, cause: 'truncated', detail: `after ${bodyBytes} bytes: ${failure.detail}` };
    if (failure.cause === 'too_large')
      return { ok: false, cause: 'too_large', detail: `more than MAX_BODY_BYTES=${maxBodyBytes}` };
    throw error;
  }
  return { ok: true, body: Buffer.concat(chunks, bodyBytes).toString('utf8'), bodyBytes };
}

/** The start of an error's text on one line: kubelets answer in words, API servers in a Status. */
async function fewWords(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream) {
      text += chunk.toString('utf8');
      if (text.length > 4096) break;
    }
  } catch {
    // The status has been told; the words are only an extra.
  }
  const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"');
  return (message ?? text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}
