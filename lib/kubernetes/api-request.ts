import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, delayWithin } from '../util/backoff.ts';
import { AppError, exitCodes } from '../errors/app-error.ts';
import { type ApiQuestion, apiRemedy } from '../errors/api-remedies.ts';
import { type Cause, causes, type Failure } from '../errors/causes.ts';
import type { ApiAnswer, ApiRequest, Connection } from './api-connection.ts';

/** How long to retry a request. */
export interface RetryPolicy {
  /** Aborts the request and its retries. */
  readonly signal: AbortSignal;
  /** No attempt starts later than this. */
  readonly retryUntilMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (words: string, failure: Failure) => void;
}

/** Causes that may pass. */
const transientCauses: readonly Cause[] = [
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
 * Requests the API server. Transient failures are retried until `retryUntilMs`, after the server's
 * Retry-After; a 401 once, if the credentials have changed.
 *
 * @throws AppError exit code 3, its code is `api_` and the cause
 */
export async function requestApi(
  connection: Connection,
  question: ApiQuestion & ApiRequest,
  retryPolicy: RetryPolicy,
): Promise<Extract<ApiAnswer, { ok: true }>> {
  let mayRenew = true;
  for (let attempt = 0; ; attempt++) {
    const usedHeaders = connection.identity.headers();
    const answer = await connection.request(question, retryPolicy.signal);
    if (answer.ok) return answer;
    if (answer.cause === 'unauthorized' && mayRenew && (await connection.identity.renew(usedHeaders))) {
      mayRenew = false;
      continue;
    }
    const waitMs = delayBefore(attempt, answer, retryPolicy);
    if (waitMs === undefined) throw apiError(connection, answer, question);
    retryPolicy.onRetry(
      `The API server, asked to ${question.verb} ${question.resource}, is asked again: ${causes[answer.cause].what}: ${answer.detail}`,
      answer,
    );
    await sleep(waitMs, undefined, { signal: retryPolicy.signal }).catch(() => undefined);
  }
}

/** `undefined` where a retry makes no sense, or there is no time. */
function delayBefore(
  attempt: number,
  answer: Extract<ApiAnswer, { ok: false }>,
  { now, random, retryUntilMs }: RetryPolicy,
): number | undefined {
  if (!transientCauses.includes(answer.cause)) return undefined;
  return delayWithin(Math.max(answer.retryAfterMs ?? 0, backoffMs(attempt, random)), retryUntilMs - now());
}

/** The error for a failed request, with its remedy. Exit code 3. */
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
