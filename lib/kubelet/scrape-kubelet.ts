import type { Dispatcher } from 'undici';
import { deadlineWithin } from '../util/deadline.ts';
import { messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { dateMs } from '../http/headers.ts';
import type { Source } from '../model/sample.ts';
import { gathering, plainWords } from '../http/response-body.ts';
import type { Rooms } from '../util/buffer-pool.ts';
import type { Outcome, PodsAnswer, Target } from '../model/run.ts';
import { userAgent } from '../util/version.ts';
import type { Dialer, Line } from './kubelet-connection.ts';
import { wholeAnswer } from './buffered-response.ts';
import { podsQuestion, type Question, sources } from './endpoints.ts';
import { unsaid } from '../http/redact.ts';

export interface Visit {
  readonly dial: Dialer;
  readonly sources: readonly Source[];
  /** Whether to ask for the kubelet's list of pods, too. */
  readonly wantsPods: boolean;
  readonly asker: Asker;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly rooms: Rooms;
  readonly now: () => number;
}

/** Who asks; without headers where the kubelet asks for nobody. */
export interface Asker {
  readonly headers: () => Readonly<Record<string, string>>;
  /** Whether there are other headers now than those that were refused: then it is worth asking again. */
  readonly renew: (refused: Readonly<Record<string, string>>) => Promise<boolean>;
}

type Answer<Own = object> = ({ readonly ok: true } & Body & Own) | ({ readonly ok: false } & Failure);

interface Body {
  readonly body: Buffer;
  readonly bodyBytes: number;
  readonly dateMs: number | undefined;
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
  if (hasEnded(signal))
    return { ok: false, cause: 'cut_short', detail: `its turn had not come: ${messageOf(signal.reason)}` };
  const deadline = deadlineWithin(signal, visit.timeoutMs);
  let line: Line | undefined;
  try {
    line = visit.dial({ ...target, origin });
    const { dispatcher } = line;
    const putOnce = (question: Question) =>
      askFor(question, { ...target, origin }, dispatcher, visit, deadline.signal);
    const put = async (question: Question): Promise<Answer> => {
      const used = visit.asker.headers();
      const answer = await putOnce(question);
      const isRefused = !answer.ok && answer.cause === 'unauthorized';
      return isRefused && (await visit.asker.renew(used)) ? putOnce(question) : answer;
    };
    let failure: Failure = { cause: 'unknown', detail: 'no source to ask for' };
    for (const source of visit.sources) {
      const answer = await put(sources[source]);
      if (answer.ok) return { ...answer, source, pods: visit.wantsPods ? await podsAnswer(put) : undefined };
      failure = answer;
      if (answer.cause !== 'not_found') break;
    }
    return { ok: false, cause: failure.cause, detail: failure.detail };
  } catch (error) {
    if (hasEnded(signal))
      return { ok: false, cause: 'cut_short', detail: `no answer yet: ${messageOf(signal.reason)}` };
    return { ok: false, ...failureOf(error) };
  } finally {
    deadline.over();
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
  { asker, maxBodyBytes, rooms }: Visit,
  signal: AbortSignal,
): Promise<Answer> {
  const shown = asker.headers();
  const request = {
    origin,
    path: pathPrefix + path,
    method,
    headers: {
      ...shown,
      accept,
      'user-agent': userAgent,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  };
  const gathered = gathering(maxBodyBytes, `MAX_BODY_BYTES=${maxBodyBytes}`, rooms);
  const answer = await wholeAnswer(dispatcher, request, gathered, signal);
  if (!answer.body.ok) return answer.body;
  const { bytes } = answer.body;
  if (answer.status !== 200) {
    const failure = failureOfStatus(
      answer.status,
      plainWords(bytes, (words) => unsaid(words, shown['authorization'])),
    );
    // Which endpoint is not there decides what mends it.
    return {
      ok: false,
      ...failure,
      detail: failure.cause === 'not_found' ? `${path}: ${failure.detail}` : failure.detail,
    };
  }
  return { ok: true, body: bytes, bodyBytes: bytes.length, dateMs: dateMs(answer.headers['date']) };
}
