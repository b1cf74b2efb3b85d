import type { HeapsterApiConfig } from '../../config/heapster-api-settings.ts';
import { AppError, sentencesOf } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import type { Answer } from '../../http/answer.ts';
import { answerHeapster, type HeapsterSources, textAnswer } from './heapster-handler.ts';
import type { Reporter } from '../../report/reporter.ts';
import { historyKey } from '../../schema/read-back/history.ts';
import { openCurrentUsage } from '../../wiring/current-usage.ts';

/** Heapster's API without its server. */
interface HeapsterApi {
  readonly answer: (url: string) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Opens what Heapster's API reads from, until `host.interrupt` aborts. @throws AppError exit code 2 */
export async function openHeapsterApi(
  config: HeapsterApiConfig,
  host: Host,
  reporter: Reporter,
): Promise<HeapsterApi> {
  const { reading, measured, live, close } = await openCurrentUsage(config, host, reporter);
  const sources: HeapsterSources = {
    measured,
    live,
    freshMs: config.maxAgeS * 1000,
    now: host.now,
    metricNames: reading.metricNames,
    history: async (set, metric, objects, span) => {
      const histories = await reading.metric(set, metric, objects, span, host.interrupt);
      return objects.map((object) => histories.get(historyKey(object)));
    },
  };
  return {
    answer: async (url) => {
      try {
        return await answerHeapster(url, sources);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return textAnswer(500, sentencesOf(error));
      }
    },
    close,
  };
}
