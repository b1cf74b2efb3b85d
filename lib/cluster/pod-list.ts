import * as z from 'zod';
import type { PodFacts } from '../facts.ts';
import type { LabelChoice } from './labels.ts';
import type { Page } from './list.ts';
import { factsOf } from './pod-facts.ts';
import { podBorder } from './pod-schema.ts';
import { type Share, sharer } from './sharer.ts';

/** A kubelet runs hundreds at most, and a page of the API holds 500. */
const mostPods = 10_000;

/**
 * The pods in a PodList, of the API server or of a kubelet's `/pods`, cut down to what a run needs. A pod that is not as
 * expected is left out: it counts as unknown.
 *
 * @param share what pods have in common is kept once: one `sharer` for all pages of a list
 * @throws Error where the text is no PodList
 */
export function podPage(text: string, wantedLabels: LabelChoice, share: Share = sharer()): Page<PodFacts> {
  const list = listSchema.parse(JSON.parse(text));
  if (list.items.length > mostPods) throw new Error(`it holds more than ${mostPods} pods`);
  const pods = list.items.flatMap((item) => {
    const pod = podBorder.pass(item);
    return pod ? [factsOf(pod, wantedLabels, share)] : [];
  });
  return { items: pods, next: list.metadata?.continue || undefined };
}

const listSchema = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  // A kubelet without pods says null.
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});
