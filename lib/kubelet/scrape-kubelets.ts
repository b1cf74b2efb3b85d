import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Outcome, Target } from '../model/run.ts';
import { type Visit, visitKubelet } from './scrape-kubelet.ts';

// Kubelets are not all asked in the same millisecond: so many begin at once, and more when these have answered or this time has
// passed. Quick ones are asked ten at a time, which keeps little in memory, slow ones as many at a time as may be.
const lanes = 10;
const laneMs = 25;

/**
 * Visits every target once, at most `concurrency` at a time, in their order, and hands each outcome on as soon as it is there.
 * When `signal` ends, those whose turn has not come are handed on as cut short.
 *
 * @param mayStart waited for before each visit: how the writer holds the sweep back
 * @param meanwhile what else a node's outcome needs, fetched while the kubelet is asked; it must not fail
 */
export async function sweep<Extra>(
  targets: readonly Target[],
  visit: Visit,
  options: {
    readonly concurrency: number;
    readonly signal: AbortSignal;
    readonly mayStart: () => Promise<void>;
    readonly meanwhile: (target: Target) => Promise<Extra>;
    /** A kubelet has answered, and its node waits for the extra, until what this gives is called. */
    readonly onWait: () => () => void;
    /** The outcome's bodies are good until it returns. */
    readonly onOutcome: (outcome: Outcome, extra: Extra) => void;
  },
): Promise<void> {
  const limit = pLimit(options.concurrency);
  const lane = pLimit(Math.min(lanes, options.concurrency));
  await limit.map(targets, async (target) => {
    if (!options.signal.aborted) await options.mayStart();
    const asked = await lane(async () => {
      const extra = options.meanwhile(target);
      const outcome = visitKubelet(target, visit, options.signal);
      await Promise.race([outcome, sleep(laneMs)]);
      return { outcome, extra };
    });
    const outcome = await asked.outcome;
    const doneWaiting = options.onWait();
    const extra = await asked.extra;
    doneWaiting();
    options.onOutcome(outcome, extra);
    if (!outcome.ok) return;
    visit.rooms.giveBack(outcome.body);
    if (outcome.pods?.ok) visit.rooms.giveBack(outcome.pods.body);
  });
}
