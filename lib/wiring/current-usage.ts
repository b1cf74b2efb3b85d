import { presentNodes, presentPods } from './fresh-usage.ts';
import { again } from '../util/repeat.ts';
import type { Patience } from '../kubernetes/api-request.ts';
import type { Connection } from '../kubernetes/api-connection.ts';
import { follow, type Live, liveNodes, livePods } from '../kubernetes/watch-objects.ts';
import type { servingSettings } from '../config/reading-settings.ts';
import type { Parsed } from '../config/setting.ts';
import { AppError, exitCodes, sentencesOf } from '../errors/app-error.ts';
import type { Host } from '../model/host.ts';
import { keptAlone } from '../util/ttl-cache.ts';
import { type Measured, measuredNodes } from '../transform/measured.ts';
import type { Live as LiveNow, Resource } from '../model/live-objects.ts';
import type { Reporter } from '../report/reporter.ts';
import { connect } from './kubernetes.ts';
import { openReading, type Reading } from './reader.ts';

type ServingConfig = Parsed<typeof servingSettings>;

/** Tells of trouble when it begins or changes, not each time that it shows; `undefined` where there is none any more. */
export type Warn = (about: string, error: AppError | undefined) => void;

/** What is in the cluster, and how much of it is used. */
interface Present {
  readonly connection: Connection;
  readonly reading: Reading;
  readonly warn: Warn;
  /** Of each kind one question for however many ask at about the same time. @throws AppError */
  readonly measured: (resource: Resource) => Promise<readonly Measured[]>;
  /** @throws AppError where it has not been told yet */
  readonly live: (resource: Resource) => LiveNow;
  /** Whether what is live is known, or cannot be known. */
  readonly isSettled: () => boolean;
  readonly close: () => Promise<void>;
}

/** Follows the cluster until `host.interrupt` ends, and asks the database when it is asked. @throws AppError exit code 2 */
export async function openPresent(config: ServingConfig, host: Host, reporter: Reporter): Promise<Present> {
  const { interrupt: signal, now, random } = host;
  const reading = openReading(config, host, reporter);
  const connection = await connect(config, host, { sweep: signal }, reporter);
  const warn = changesOnly(reporter);
  const options = (resource: Resource) => ({
    signal,
    now,
    random,
    onTrouble: (error: AppError) => warn(resource, error),
    onWell: () => warn(resource, undefined),
  });
  const live = {
    nodes: follow(connection, liveNodes, options('nodes')),
    pods: follow(connection, livePods, options('pods')),
  };
  if (connection.identity.credentials.isInCluster)
    void again(signal, async () => {
      await connection.identity.refresh();
      return identityForMs;
    });
  return {
    connection,
    reading,
    warn,
    measured: measurements(config, reading, host, warn),
    live: (resource) => known(live[resource], resource),
    isSettled: () => Object.values(live).every(({ current, trouble }) => current() ?? trouble()),
    close: async () => {
      reading.close();
      await connection.close();
    },
  };
}

const failedReadMs = 2_000;
// Tokens in files are renewed when four fifths of their time are over: ten minutes have two left.
const identityForMs = 60_000;

function measurements(
  config: ServingConfig,
  reading: Reading,
  { interrupt: signal, now, elapsedMs }: Host,
  warn: Warn,
): Present['measured'] {
  const options = { forMs: config.cacheMs, failedMs: failedReadMs, elapsedMs };
  const told = async <Read>(read: () => Promise<Read>): Promise<Read> => {
    try {
      const found = await read();
      warn('influxdb', undefined);
      return found;
    } catch (error) {
      if (error instanceof AppError && !signal.aborted) warn('influxdb', error);
      throw error;
    }
  };
  const nodes = keptAlone(() => told(() => presentNodes(reading, config, now(), signal)), options);
  const byKind = {
    nodes: keptAlone(async () => measuredNodes(await nodes()), options),
    pods: keptAlone(async () => {
      const all = await nodes();
      return told(() => presentPods(reading, config, all, now(), signal));
    }, options),
  };
  return (resource) => byKind[resource]();
}

function known({ current, trouble }: Live, resource: Resource): LiveNow {
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

/** Whoever waits for an answer asks again by themselves. */
export function patienceOfOnce({ interrupt: signal, now, random }: Host): Patience {
  return { signal, retryUntilMs: 0, now, random, onRetry: () => undefined };
}

function changesOnly(reporter: Reporter): Warn {
  const told = new Map<string, string>();
  return (about, error) => {
    const words = error ? sentencesOf(error) : '';
    if (error && told.get(about) !== words) reporter.warn(words, { code: error.code });
    told.set(about, words);
  };
}
