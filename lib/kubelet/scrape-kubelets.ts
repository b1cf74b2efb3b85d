import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Outcome, Target } from '../model/run.ts';
import { type KubeletScrape, scrapeKubelet } from './scrape-kubelet.ts';

// Scrapes start in ten lanes. A lane starts the next one when its kubelet has answered, or after 25 ms. Fast
// kubelets are thus scraped ten at a time, which saves memory, and slow ones up to `concurrency` at a time.
const startLanes = 10;
const startLaneMs = 25;

/**
 * Scrapes every target once, at most `concurrency` at a time, in order, and reports each outcome as soon as
 * it is there. When `signal` aborts, the remaining targets are reported as cut short.
 *
 * @param options.mayStart awaited before each scrape: the writer's back-pressure
 * @param options.loadExtra what else a node's outcome needs, loaded meanwhile; it must not fail
 */
export async function scrapeKubelets<Extra>(
  targets: readonly Target[],
  scrape: KubeletScrape,
  options: {
    readonly concurrency: number;
    readonly signal: AbortSignal;
    readonly mayStart: () => Promise<void>;
    readonly loadExtra: (target: Target) => Promise<Extra>;
    /**
     * Called when a kubelet has answered and its node waits for the extra; gives what to call at the end of
     * the wait.
     */
    readonly onWait: () => () => void;
    /** The bodies are reused after it returns. */
    readonly onOutcome: (outcome: Outcome, extra: Extra) => void;
  },
): Promise<void> {
  const limit = pLimit(options.concurrency);
  const lane = pLimit(Math.min(startLanes, options.concurrency));
  await limit.map(targets, async (target) => {
    if (!options.signal.aborted) await options.mayStart();
    const started = await lane(async () => {
      const extra = options.loadExtra(target);
      const outcome = scrapeKubelet(target, scrape, options.signal);
      await Promise.race([outcome, sleep(startLaneMs)]);
      return { outcome, extra };
    });
    const outcome = await started.outcome;
    const doneWaiting = options.onWait();
    const extra = await started.extra;
    doneWaiting();
    options.onOutcome(outcome, extra);
    if (!outcome.ok) return;
    scrape.pool.release(outcome.body);
    if (outcome.pods?.ok) scrape.pool.release(outcome.pods.body);
  });
}
