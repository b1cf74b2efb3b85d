import pLimit from 'p-limit';
import type { Attributes, User } from '../../model/access-review.ts';
import { repeatUntilAborted } from '../../util/repeat.ts';
import { readConfigMap } from '../../kubernetes/config-map.ts';
import type { Connection } from '../../kubernetes/api-connection.ts';
import { reviewAccess, reviewToken } from '../../kubernetes/access-reviews.ts';
import type { MetricsApiConfig } from '../../config/metrics-api-settings.ts';
import { AppError, exitCodes } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import { ttlCache } from '../../util/ttl-cache.ts';
import type { Answer } from '../../http/answer.ts';
import { answerApi, type ApiRequest, type Sources } from './metrics-handler.ts';
import { unavailableAnswer } from './status.ts';
import { type Trust, trustOf } from './trust.ts';
import type { Reporter } from '../../report/reporter.ts';
import { openCurrentUsage, noRetries, type Warn } from '../../wiring/current-usage.ts';

/** The metrics API without its server. */
interface MetricsApi {
  /** An error of InfluxDB or the API server is an answer, too. */
  readonly answer: (request: ApiRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/**
 * Opens what the metrics API reads from, and watches it, until `host.interrupt` aborts.
 *
 * @param onTrust called when the API server's authorities change
 * @throws AppError exit code 2
 */
export async function openMetricsApi(
  config: MetricsApiConfig,
  host: Host,
  reporter: Reporter,
  onTrust: (trust: Trust) => void,
): Promise<MetricsApi> {
  const { connection, warn, close, ...present } = await openCurrentUsage(config, host, reporter);
  const sources: Sources = {
    ...present,
    now: host.now,
    trust: watchTrust(connection, host, warn, onTrust),
    reviewToken: tokenReviewer(connection, host, warn, reviewQueue()),
    reviewAccess: accessReviewer(connection, host, reviewQueue()),
  };
  return {
    answer: async (request) => {
      try {
        return await answerApi(request, sources);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return unavailableAnswer(error);
      }
    },
    close,
  };
}

// Ten seconds for both results, as in every API server that delegates.
const reviews = { ttlMs: 10_000, failureTtlMs: 0, maxEntries: 10_000 };
const trustEveryMs = 10_000;

// Unauthenticated clients can trigger reviews: few run at once, and not many more may wait.
const maxReviews = 20;
const maxWaitingReviews = 500;

type ReviewQueue = <Told>(ask: () => Promise<Told>) => Promise<Told>;

/** @throws AppError where too many wait */
function reviewQueue(): ReviewQueue {
  const limit = pLimit(maxReviews);
  return async (ask) => {
    if (limit.pendingCount < maxWaitingReviews) return limit(ask);
    throw new AppError('More is to be asked about who may read than the API server can be asked.', {
      code: 'reviews_busy',
      remedy: 'Ask again.',
      exitCode: exitCodes.discovery,
    });
  };
}

/** A token that cannot be reviewed is treated as invalid. */
function tokenReviewer(
  connection: Connection,
  host: Host,
  warn: Warn,
  queue: ReviewQueue,
): Sources['reviewToken'] {
  const review = ttlCache((token) => queue(() => reviewToken(connection, token, noRetries(host))), {
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

function accessReviewer(connection: Connection, host: Host, queue: ReviewQueue): Sources['reviewAccess'] {
  const review = ttlCache(
    ([user, attributes]: readonly [User, Attributes]) =>
      queue(() => reviewAccess(connection, user, attributes, noRetries(host))),
    { ...reviews, elapsedMs: host.elapsedMs, keyOf: (question) => JSON.stringify(question) },
  );
  return (user, attributes) => review([user, attributes]);
}

const authentication = {
  namespace: 'kube-system',
  name: 'extension-apiserver-authentication',
  rule: 'that of kube-system’s Role extension-apiserver-authentication-reader, by a RoleBinding',
};

/** Reads the trusted authorities repeatedly. */
function watchTrust(
  connection: Connection,
  host: Host,
  warn: Warn,
  onTrust: (trust: Trust) => void,
): () => Trust | undefined {
  const { interrupt: signal } = host;
  let trust: Trust | undefined;
  let text = '';
  void repeatUntilAborted(signal, async () => {
    try {
      const data = await readConfigMap(connection, authentication, noRetries(host));
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
