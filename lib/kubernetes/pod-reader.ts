import type { PodFacts } from '../model/facts.ts';
import { DocumentLimit, readerOf } from '../util/field-reader.ts';
import type { LabelChoice } from './labels.ts';
import type { Page } from './paged-list.ts';
import { maxElementsOfObject, readObjects } from './object-list.ts';
import { factsOf } from './pod-facts.ts';
import { type Share, sharer } from '../util/interner.ts';

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
  const next = readObjects('pods', body, mostPods, (object) => {
    const facts = factsOrNone(object, wantedLabels, share);
    if (facts) items.push(facts);
  });
  return { items, next };
}

function factsOrNone(object: unknown, wantedLabels: LabelChoice, share: Share): PodFacts | undefined {
  const pod = readerOf(object, maxElementsOfObject);
  try {
    return pod && factsOf(pod, wantedLabels, share);
  } catch (error) {
    if (error instanceof DocumentLimit) return undefined;
    throw error;
  }
}
