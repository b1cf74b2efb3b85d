import type { PodFacts } from '../facts.ts';
import type { LabelChoice } from './labels.ts';
import type { Page } from './list.ts';
import { readObjects } from './object-list.ts';
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
 * @throws Error where the body is no PodList
 */
export function podPage(
  body: Buffer | string,
  wantedLabels: LabelChoice,
  share: Share = sharer(),
): Page<PodFacts> {
  const items: PodFacts[] = [];
  const onObject = (object: unknown) => {
    const pod = podBorder.pass(object);
    if (pod) items.push(factsOf(pod, wantedLabels, share));
  };
  const next = readObjects('pods', body, mostPods, onObject, share);
  return { items, next };
}
