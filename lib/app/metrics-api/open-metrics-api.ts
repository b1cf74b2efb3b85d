import pLimit from 'p-limit';
import type { Attributes, User } from '../../model/access-review.ts';
import { again } from '../../util/repeat.ts';
import { readConfigMap } from '../../kubernetes/config-map.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { reviewAccess, reviewToken } from '../../kubernetes/access-reviews.ts';
import type { MetricsApiConfig } from '../../config/metrics-api-settings.ts';
import { AppError, exitCodes } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import { kept } from '../../util/ttl-cache.ts';
import type { Answer } from '../../http/answer.ts';
import { answerApi, type ApiRequest, type Sources } from './metrics-handler.ts';
import { troubleAnswer } from './status.ts';
import { type Trust, trustOf } from './trust.ts';
import type { Reporter } from '../../report/reporter.ts';
import { openPresent, patienceOfOnce, type Warn } from '../../wiring/current-usage.ts';

/** The metrics API, but for its server. */
interface MetricsApi {
  /** Whatever is wrong with InfluxDB or the API server is an answer, too. */
  readonly answer: (request: ApiRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/**
 * Opens what the metrics API answers from, and follows what changes, until `host.interrupt` ends.
 *
 * @param onTrust called when the API server names other authorities than before
 * @throws AppError exit code 2
 */
export async function openMetricsApi(
  config: MetricsApiConfig,
  host: Host,
  reporter: Reporter,
  onTrust: (trust: Trust) => void,
): Promise<MetricsApi> {
  const { connection, warn, close, ...present } = await openPresent(config, host, reporter);
  const sources: Sources = {
    ...present,
    now: host.now,
    trust: followTrust(connection, host, warn, onTrust),
    reviewToken: tokenReviewer(connection, host, warn, turns()),
    reviewAccess: accessReviewer(connection, host, turns()),
  };
  return {
    answer: async (request) => {
      try {
        return await answerApi(request, sources);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return troubleAnswer(error);
      }
    },
    close,
  };
}

// As every API server that delegates: ten seconds, whether it is yes or no.
const reviews = { forMs: 10_000, failedMs: 0, most: 10_000 };
const trustEveryMs = 10_000;

// Whoever is not known yet can ask for a review: few are under way at once, and of those that wait not many more.
const reviewsAtOnce = 20;
const mostWaiting = 500;

type Turns = <Told>(ask: () => Promise<Told>) => Promise<Told>;

/** @throws AppError where too many wait already */
function turns(): Turns {
  const limit = pLimit(reviewsAtOnce);
  return async (ask) => {
    if (limit.pendingCount < mostWaiting) return limit(ask);
    throw new AppError('More is to be asked about who may read than the API server can be asked.', {
      code: 'reviews_busy',
      remedy: 'Ask again.',
      exitCode: exitCodes.discovery,
    });
  };
}

/** Whoever shows a token that nobody can be asked about is as good as unknown. */
function tokenReviewer(
  connection: Connection,
  host: Host,
  warn: Warn,
  inTurn: Turns,
): Sources['reviewToken'] {
  const review = kept((token) => inTurn(() => reviewToken(connection, token, patienceOfOnce(host))), {
    ...reviews,
    elapsedMs: host.elapsedMs,
    keyOf: (token: string) => token,
  });
  return async (token) => {
    try {
      const user = await review(token);
      warn('token', undefined);
      return user;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warn('token', error);
      return undefined;
    }
  };
}

function accessReviewer(connection: Connection, host: Host, inTurn: Turns): Sources['reviewAccess'] {
  const review = kept(
    ([user, attributes]: readonly [User, Attributes]) =>
      inTurn(() => reviewAccess(connection, user, attributes, patienceOfOnce(host))),
    { ...reviews, elapsedMs: host.elapsedMs, keyOf: (question) => JSON.stringify(question) },
  );
  return (user, attributes) => review([user, attributes]);
}

const authentication = {
  namespace: 'kube-system',
  name: 'extension-apiserver-authentication',
  rule: 'that of kube-system’s Role extension-apiserver-authentication-reader, by a RoleBinding',
};

/** Looks again and again whom to believe. */
function followTrust(
  connection: Connection,
  host: Host,
  warn: Warn,
  onTrust: (trust: Trust) => void,
): () => Trust | undefined {
  const { interrupt: signal } = host;
  let trust: Trust | undefined;
  let text = '';
  void again(signal, async () => {
    try {
      const data = await readConfigMap(connection, authentication, patienceOfOnce(host));
      warn('trust', undefined);
      if (JSON.stringify(data) !== text) {
        trust = trustOf(data);
        text = JSON.stringify(data);
        onTrust(trust);
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!signal.aborted) warn('trust', error);
    }
    return trust ? trustEveryMs : 1000;
  });
  return () => trust;
}
