import pLimit from 'p-limit';
import type { KubernetesConfig } from '../../config/kubernetes-settings.ts';
import type { LimitConfig } from '../../config/limit-settings.ts';
import type { PointConfig } from '../../config/point-settings.ts';
import { AppError, messageOf, sentencesOf } from '../../errors/app-error.ts';
import { queryPath } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import { chunkedLoader } from '../../util/chunked-loader.ts';
import type { Sample } from '../../model/sample.ts';
import { type Previous, withRates } from '../../transform/rates.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Target } from '../../model/run.ts';
import { previousKey, previousQuery, previousSamples } from '../../schema/heapster/previous-samples.ts';
import type { Deadlines } from '../../wiring/deadlines.ts';
import { waitBudget } from '../../util/wait-budget.ts';
import type { Influx } from '../../wiring/influx.ts';

/** Loads what rates need, and adds them. A schema without rates loads nothing. */
interface RateLoader {
  readonly fetch: (target: Target) => Promise<ReadonlyMap<string, Previous> | undefined>;
  /** Called when a node begins to wait; gives what to call at the end of the wait. */
  readonly wait: () => () => void;
  readonly rate: (
    samples: readonly Sample[],
    target: Target,
    previous: ReadonlyMap<string, Previous> | undefined,
  ) => readonly Sample[];
}

// Nodes in one query: the answer stays below a few megabytes.
const nodesPerQuery = 10;
const queryTimeoutMs = 5_000;
// So that writes find a connection, too.
const maxQueries = 2;

// The share of the scrape's slots and time that may be spent on waiting: nodes are more important than rates.
const maxShareOfScrape = 0.25;

export function openRateLoader(
  config: Pick<PointConfig, 'schema' | 'maxAgeS'> &
    Pick<KubernetesConfig, 'clusterName'> &
    Pick<LimitConfig, 'concurrency' | 'sweepTimeoutMs' | 'runTimeoutMs'>,
  influx: Influx | undefined,
  targets: readonly Target[],
  runMinuteMs: number,
  limits: Deadlines,
  reporter: Reporter,
  now: () => number,
): RateLoader {
  if (config.schema === 'wide')
    return {
      fetch: () => Promise.resolve(undefined),
      wait: () => () => undefined,
      rate: (samples) => samples,
    };
  const hasFields = config.schema === 'heapster-fields';
  const stopped = new AbortController();
  const limit = pLimit(maxQueries);
  const load = (chunk: readonly Target[]) => limit(() => ask(chunk));
  const ask = async (chunk: readonly Target[]) => {
    if (!influx || stopped.signal.aborted) return undefined;
    const influxql = previousQuery({
      clusterName: config.clusterName,
      nodes: chunk.map(({ node }) => node.name),
      hasFields,
      fromMs: runMinuteMs - config.maxAgeS * 1000,
      beforeMs: runMinuteMs,
    });
    const signal = AbortSignal.any([limits.sweep, stopped.signal, AbortSignal.timeout(queryTimeoutMs)]);
    try {
      return previousSamples(
        await queryTables(influx.transport, queryPath(influx.settings), influxql, signal),
        hasFields,
      );
    } catch (error) {
      stop(error);
      return undefined;
    }
  };
  const stop = (error: unknown) => {
    // Several queries may be running: they end, and one warning is enough.
    if (stopped.signal.aborted) return;
    stopped.abort();
    if (!limits.sweep.aborted) reporter.warn(withoutRates(error));
  };
  const maxWaitedMs =
    maxShareOfScrape * Math.min(config.sweepTimeoutMs, config.runTimeoutMs) * config.concurrency;
  const tooSlow = () => stop(new Error('its answers came so slowly that kubelets would have gone unasked'));
  return {
    wait: waitBudget(maxWaitedMs, now, tooSlow),
    fetch: chunkedLoader(targets, nodesPerQuery, load),
    rate: (samples, { node }, previous) => {
      const capacity = node.facts.capacity.cpuMillicores;
      return samples.map((sample) => withRates(sample, previous?.get(previousKey(sample)), capacity));
    },
  };
}

function withoutRates(error: unknown): string {
  const why = error instanceof AppError ? sentencesOf(error) : messageOf(error);
  return `The samples before could not be read, so rates are left out but for the CPU’s: ${why}`;
}
