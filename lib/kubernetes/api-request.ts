import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, waitWithin } from '../util/backoff.ts';
import { AppError, exitCodes } from '../errors/app-error.ts';
import { type ApiQuestion, apiRemedy } from '../errors/api-remedies.ts';
import { type Cause, causes, type Failure } from '../errors/causes.ts';
import type { ApiAnswer, ApiRequest, Connection } from './api-connection.ts';

/** How long and how often to ask. */
export interface Patience {
  /** Ends the asking. */
  readonly signal: AbortSignal;
  /** No attempt begins later than this. */
  readonly retryUntilMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (words: string, failure: Failure) => void;
}

/** What passes by itself, or may. */
const passing: readonly Cause[] = [
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'truncated',
  'rate_limited',
  'server_error',
];

/**
 * The answer of the API server. What may pass is tried again until `retryUntilMs`, with the wait that the server
 * asks for; a 401 once, if the credentials have changed since they were read.
 *
 * @throws AppError exit code 3, its code `api_` and the cause
 */
export async function askApi(
  connection: Connection,
  question: ApiQuestion & ApiRequest,
  patience: Patience,
): Promise<Extract<ApiAnswer, { ok: true }>> {
  let mayRenew = true;
  for (let attempt = 0; ; attempt++) {
    const refused = connection.identity.headers();
    const answer = await connection.ask(question, patience.signal);
    if (answer.ok) return answer;
    if (answer.cause === 'unauthorized' && mayRenew && (await connection.identity.renew(refused))) {
      mayRenew = false;
      continue;
    }
    const waitMs = waitBefore(attempt, answer, patience);
    if (waitMs === undefined) throw apiError(connection, answer, question);
    patience.onRetry(
      `The API server, asked to ${question.verb} ${question.resource}, is asked again: ${causes[answer.cause].what}: ${answer.detail}`,
      answer,
    );
    await sleep(waitMs, undefined, { signal: patience.signal }).catch(() => undefined);
  }
}

/** `undefined` where there is no use in asking again, or no time. */
function waitBefore(
  attempt: number,
  answer: Extract<ApiAnswer, { ok: false }>,
  { now, random, retryUntilMs }: Patience,
): number | undefined {
  if (!passing.includes(answer.cause)) return undefined;
  return waitWithin(Math.max(answer.retryAfterMs ?? 0, backoffMs(attempt, random)), retryUntilMs - now());
}

/** What went wrong at the API server, with what mends it. Exit code 3. */
export function apiError(
  { identity, isProxied }: Connection,
  { cause, detail }: Failure,
  question: ApiQuestion,
  original?: unknown,
): AppError {
  const { server } = identity.credentials;
  return new AppError(
    `The API server ${server}${isProxied ? ' (through a proxy)' : ''}, asked to ${question.verb} ${question.resource}: ${causes[cause].what}: ${detail}.`,
    {
      code: `api_${cause}`,
      remedy: apiRemedy(cause, detail, question),
      exitCode: exitCodes.discovery,
      cause: original,
    },
  );
}
