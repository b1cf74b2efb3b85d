import type { Attributes, User } from '../access.ts';
import { again } from '../again.ts';
import { readConfigMap } from '../cluster/config-map.ts';
import type { Patience } from '../cluster/ask-api.ts';
import type { Connection } from '../cluster/connection.ts';
import { follow, type Live, liveNodes, livePods } from '../cluster/live.ts';
import { reviewAccess, reviewToken } from '../cluster/reviews.ts';
import type { MetricsApiConfig } from '../config/metrics-api-settings.ts';
import { AppError, exitCodes } from '../errors.ts';
import type { Host } from '../host.ts';
import { kept, keptAlone } from '../kept.ts';
import type { Answer } from '../metrics-api/answer.ts';
import { answerApi, type ApiRequest, type Sources } from '../metrics-api/handler.ts';
import { judgedPods, measuredNodes, measuredOf } from '../metrics-api/measured.ts';
import type { Resource } from '../metrics-api/objects.ts';
import { troubleAnswer } from '../metrics-api/status.ts';
import { type Trust, trustOf } from '../metrics-api/trust.ts';
import type { Reporter } from '../report/reporter.ts';
import { connect } from './cluster.ts';
import { openReading, type Reading } from './reading.ts';

/** The metrics API, but for its server. */
export interface MetricsApi {
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
  const reading = openReading(config, host, reporter);
  const connection = await connect(config, host, { sweep: host.interrupt }, reporter);
  const warn = changesOnly(reporter);
  const trust = followTrust(connection, host, warn, onTrust);
  const { interrupt: signal, now, random } = host;
  const onTrouble = (error: AppError) => warn('live', error);
  const live = {
    nodes: follow(connection, liveNodes, { signal, now, random, onTrouble }),
    pods: follow(connection, livePods, { signal, now, random, onTrouble }),
  };
  const sources: Sources = {
    now,
    trust,
    reviewToken: kept((token) => reviewToken(connection, token, once(host)), {
      ...reviews,
      now,
      keyOf: (token: string) => token,
    }),
    reviewAccess: reviewer(connection, host),
    isSettled: () => Object.values(live).every(({ current, trouble }) => current() ?? trouble()),
    live: (resource) => known(live[resource], resource),
    measured: measurements(config, reading, host),
  };
  return {
    answer: async (request) => {
      try {
        return await answerApi(request, sources);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        warn('answer', error);
        return troubleAnswer(error);
      }
    },
    close: async () => {
      reading.close();
      await connection.close();
    },
  };
}

// As every API server that delegates: ten seconds, whether it is yes or no.
const reviews = { forMs: 10_000, failedMs: 0, most: 10_000 };
const failedReadMs = 2_000;
const trustEveryMs = 10_000;

/** Each kind is read once for however many ask at about the same time. */
function measurements(
  config: MetricsApiConfig,
  reading: Reading,
  { interrupt: signal, now }: Host,
): Sources['measured'] {
  const options = { forMs: config.cacheMs, failedMs: failedReadMs, now };
  const nodes = keptAlone(() => reading.nodes(now() - config.maxAgeS * 1000, signal), options);
  const byKind = {
    nodes: keptAlone(async () => measuredNodes(await nodes()), options),
    pods: keptAlone(async () => measuredOf(await reading.pods(await nodes(), judgedPods, signal)), options),
  };
  return (resource) => byKind[resource]();
}

/** Whoever waits for an answer asks again by themselves. */
function once({ interrupt: signal, now, random }: Host): Patience {
  return { signal, retryUntilMs: 0, now, random, onRetry: () => undefined };
}

function reviewer(connection: Connection, host: Host): Sources['reviewAccess'] {
  const review = kept(
    ([user, attributes]: readonly [User, Attributes]) =>
      reviewAccess(connection, user, attributes, once(host)),
    { ...reviews, now: host.now, keyOf: (question) => JSON.stringify(question) },
  );
  return (user, attributes) => review([user, attributes]);
}

function known({ current, trouble }: Live, resource: Resource) {
  const objects = current();
  if (objects) return objects;
  throw (
    trouble() ??
    new AppError(`heapline has not listed the cluster’s ${resource} yet.`, {
      code: 'live_unknown',
      remedy: 'It takes a moment after the start.',
      exitCode: exitCodes.discovery,
    })
  );
}

const authentication = {
  namespace: 'kube-system',
  name: 'extension-apiserver-authentication',
  rule: 'that of kube-system’s Role extension-apiserver-authentication-reader, by a RoleBinding',
};

/** Looks again and again whom to believe; and shows the API server a token that is still good. */
function followTrust(
  connection: Connection,
  host: Host,
  warn: (about: string, error: AppError | undefined) => void,
  onTrust: (trust: Trust) => void,
): () => Trust | undefined {
  const { interrupt: signal } = host;
  let trust: Trust | undefined;
  let text = '';
  void again(signal, async () => {
    if (connection.identity.credentials.isInCluster) await connection.identity.refresh();
    try {
      const data = await readConfigMap(connection, authentication, once(host));
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

/** Tells of trouble when it begins or changes, not each time that it shows. */
function changesOnly(reporter: Reporter): (about: string, error: AppError | undefined) => void {
  const told = new Map<string, string>();
  return (about, error) => {
    const words = error ? `${error.message} ${error.remedy}` : '';
    if (error && told.get(about) !== words) reporter.warn(words, { code: error.code });
    told.set(about, words);
  };
}
