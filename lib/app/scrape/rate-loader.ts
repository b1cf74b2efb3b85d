import pLimit from 'p-limit';
import type { Config } from '../../config/scrape-settings.ts';
import { AppError, messageOf, sentencesOf } from '../../errors/app-error.ts';
import { queryPath } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import { inChunks } from '../../util/chunked-loader.ts';
import type { Sample } from '../../model/sample.ts';
import { type Previous, withRates } from '../../transform/rates.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Target } from '../../model/run.ts';
import { previousKey, previousQuery, previousSamples } from '../../schema/heapster/previous-samples.ts';
import type { TimeLimits } from '../../wiring/deadlines.ts';
import { waitingBudget } from '../../util/wait-budget.ts';
import type { Influx } from '../../wiring/influx.ts';

/** Fetches what rates of one node need, and adds the rates; a schema without rates needs nothing and adds nothing. */
interface Rating {
  readonly fetch: (target: Target) => Promise<ReadonlyMap<string, Previous> | undefined>;
  /** A node begins to wait for it, until what this gives is called. */
  readonly wait: () => () => void;
  readonly rate: (
    samples: readonly Sample[],
    target: Target,
    previous: ReadonlyMap<string, Previous> | undefined,
  ) => readonly Sample[];
}

// One question for so many nodes: their answer stays in the megabytes.
const nodesOfOneQuestion = 10;
const questionTimeoutMs = 5_000;
// Others wait, so that writes find a connection, too.
const questionsAtOnce = 2;

// Of the sweep's places and time, what may be spent in waiting for answers: nodes come before rates.
const mostOfSweep = 0.25;

export function openRating(
  config: Config,
  influx: Influx | undefined,
  targets: readonly Target[],
  runMinuteMs: number,
  limits: TimeLimits,
  reporter: Reporter,
  now: () => number,
): Rating {
  if (config.schema === 'wide')
    return {
      fetch: () => Promise.resolve(undefined),
      wait: () => () => undefined,
      rate: (samples) => samples,
    };
  const hasFields = config.schema === 'heapster-fields';
  const gaveUp = new AbortController();
  const limit = pLimit(questionsAtOnce);
  const load = (chunk: readonly Target[]) => limit(() => ask(chunk));
  const ask = async (chunk: readonly Target[]) => {
    if (!influx || gaveUp.signal.aborted) return undefined;
    const influxql = previousQuery({
      clusterName: config.clusterName,
      nodes: chunk.map(({ node }) => node.name),
      hasFields,
      fromMs: runMinuteMs - config.maxAgeS * 1000,
      beforeMs: runMinuteMs,
    });
    const signal = AbortSignal.any([limits.sweep, gaveUp.signal, AbortSignal.timeout(questionTimeoutMs)]);
    try {
      return previousSamples(
        await queryTables(influx.transport, queryPath(influx.settings), influxql, signal),
        hasFields,
      );
    } catch (error) {
      giveUp(error);
      return undefined;
    }
  };
  const giveUp = (error: unknown) => {
    // Other questions may be under way: they end, and one warning is enough.
    if (gaveUp.signal.aborted) return;
    gaveUp.abort();
    if (!limits.sweep.aborted) reporter.warn(withoutRates(error));
  };
  const mostWaitedMs =
    mostOfSweep * Math.min(config.sweepTimeoutMs, config.runTimeoutMs) * config.concurrency;
  const tooSlow = () => giveUp(new Error('its answers came so slowly that kubelets would have gone unasked'));
  return {
    wait: waitingBudget(mostWaitedMs, now, tooSlow),
    fetch: inChunks(targets, nodesOfOneQuestion, load),
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
