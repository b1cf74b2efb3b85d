import { freshNodes, freshPods } from './fresh-usage.ts';
import { repeatUntilAborted } from '../util/repeat.ts';
import type { RetryPolicy } from '../kubernetes/api-request.ts';
import type { Connection } from '../kubernetes/api-connection.ts';
import { watchObjects, type WatchedObjects, watchedNodes, watchedPods } from '../kubernetes/watch-objects.ts';
import type { servingSettings } from '../config/reading-settings.ts';
import type { Parsed } from '../config/setting.ts';
import { AppError, exitCodes, sentencesOf } from '../errors/app-error.ts';
import type { Host } from '../model/host.ts';
import { ttlCacheOfOne } from '../util/ttl-cache.ts';
import { type MeasuredObject, measuredNodes } from '../transform/measured.ts';
import type { Live as LiveNow, Resource } from '../model/live-objects.ts';
import type { Reporter } from '../report/reporter.ts';
import { connect } from './kubernetes.ts';
import { openReader, type DatabaseReader } from './reader.ts';

type ServingConfig = Parsed<typeof servingSettings>;

/** Warns where an error occurs or changes, not at each repetition; `undefined` clears it. */
export type Warn = (about: string, error: AppError | undefined) => void;

/** The objects in the cluster and their usage. */
interface CurrentUsage {
  readonly connection: Connection;
  readonly reading: DatabaseReader;
  readonly warn: Warn;
  /** Concurrent callers share one query for each kind. @throws AppError */
  readonly measured: (resource: Resource) => Promise<readonly MeasuredObject[]>;
  /** @throws AppError before the first list */
  readonly live: (resource: Resource) => LiveNow;
  /** Whether the first list has succeeded or failed. */
  readonly isSettled: () => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Watches the cluster until `host.interrupt` aborts; queries the database on demand. @throws AppError exit
 * code 2
 */
export async function openCurrentUsage(
  config: ServingConfig,
  host: Host,
  reporter: Reporter,
): Promise<CurrentUsage> {
  const { interrupt: signal, now, random } = host;
  const reading = openReader(config, host, reporter);
  const connection = await connect(config, host, { sweep: signal }, reporter);
  const warn = warnOnChange(reporter);
  const options = (resource: Resource) => ({
    signal,
    now,
    random,
    onError: (error: AppError) => warn(resource, error),
    onRecovered: () => warn(resource, undefined),
  });
  const live = {
    nodes: watchObjects(connection, watchedNodes, options('nodes')),
    pods: watchObjects(connection, watchedPods, options('pods')),
  };
  if (connection.identity.credentials.isInCluster)
    void repeatUntilAborted(signal, async () => {
      await connection.identity.refresh();
      return identityRefreshMs;
    });
  return {
    connection,
    reading,
    warn,
    measured: measurements(config, reading, host, warn),
    live: (resource) => liveObjects(live[resource], resource),
    isSettled: () => Object.values(live).every(({ current, lastError }) => current() ?? lastError()),
    close: async () => {
      reading.close();
      await connection.close();
    },
  };
}

const failedReadTtlMs = 2_000;
// The kubelet renews a token at 80 % of its lifetime: of ten minutes two are left.
const identityRefreshMs = 60_000;

function measurements(
  config: ServingConfig,
  reading: DatabaseReader,
  { interrupt: signal, now, elapsedMs }: Host,
  warn: Warn,
): CurrentUsage['measured'] {
  const options = { ttlMs: config.cacheMs, failureTtlMs: failedReadTtlMs, elapsedMs };
  const withWarning = async <Read>(read: () => Promise<Read>): Promise<Read> => {
    try {
      const found = await read();
      warn('influxdb', undefined);
      return found;
    } catch (error) {
      if (error instanceof AppError && !signal.aborted) warn('influxdb', error);
      throw error;
    }
  };
  const nodes = ttlCacheOfOne(() => withWarning(() => freshNodes(reading, config, now(), signal)), options);
  const byKind = {
    nodes: ttlCacheOfOne(async () => measuredNodes(await nodes()), options),
    pods: ttlCacheOfOne(async () => {
      const all = await nodes();
      return withWarning(() => freshPods(reading, config, all, now(), signal));
    }, options),
  };
  return (resource) => byKind[resource]();
}

function liveObjects({ current, lastError }: WatchedObjects, resource: Resource): LiveNow {
  const objects = current();
  if (objects) return objects;
  throw (
    lastError() ??
    new AppError(`heapline has not listed the cluster’s ${resource} yet.`, {
      code: 'live_unknown',
      remedy: 'It takes a moment after the start.',
      exitCode: exitCodes.discovery,
    })
  );
}

/** Without retries: the client waits, and retries itself. */
export function noRetries({ interrupt: signal, now, random }: Host): RetryPolicy {
  return { signal, retryUntilMs: 0, now, random, onRetry: () => undefined };
}

function warnOnChange(reporter: Reporter): Warn {
  const lastMessages = new Map<string, string>();
  return (about, error) => {
    const message = error ? sentencesOf(error) : '';
    if (error && lastMessages.get(about) !== message) reporter.warn(message, { code: error.code });
    lastMessages.set(about, message);
  };
}
