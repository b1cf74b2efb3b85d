import type { PodFacts } from '../model/facts.ts';
import { DocumentLimit, readerOf } from '../util/field-reader.ts';
import type { LabelChoice } from './labels.ts';
import type { Page } from './paged-list.ts';
import { maxElementsOfObject, readObjects } from './object-list.ts';
import { factsOf } from './pod-facts.ts';
import { type Intern, interner } from '../util/interner.ts';

/** A kubelet has hundreds at most, a page of the API 500. */
const maxPodsOfPage = 10_000;

/**
 * The pods in a PodList of the API server or of a kubelet's `/pods`. An invalid pod is left out.
 *
 * @param share one interner for all pages of a list
 * @throws Error where the body is no PodList
 */
export function podPage(
  body: Buffer | string,
  wantedLabels: LabelChoice,
  share: Intern = interner(),
): Page<PodFacts> {
  const items: PodFacts[] = [];
  const next = readObjects('pods', body, maxPodsOfPage, (object) => {
    const facts = factsOrNone(object, wantedLabels, share);
    if (facts) items.push(facts);
  });
  return { items, next };
}

function factsOrNone(object: unknown, wantedLabels: LabelChoice, share: Intern): PodFacts | undefined {
  const pod = readerOf(object, maxElementsOfObject);
  try {
    const facts = pod && factsOf(pod, wantedLabels, share);
    return pod?.notes.isIncomplete ? undefined : facts;
  } catch (error) {
    if (error instanceof DocumentLimit) return undefined;
    throw error;
  }
}
