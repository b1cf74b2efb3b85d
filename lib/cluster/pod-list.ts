import { z } from 'zod';
import type { PodFacts } from '../facts.ts';
import type { LabelChoice } from './labels.ts';
import { factsOf } from './pod-facts.ts';
import { podSchema } from './pod-schema.ts';
import { isSwollen } from '../swollen.ts';
import { type Share, sharer } from './sharer.ts';

export interface PodPage {
  readonly pods: PodFacts[];
  /** Where the next page begins; `undefined` on the last. */
  readonly next: string | undefined;
}

/**
 * The pods in a PodList, of the API server or of a kubelet's `/pods`, cut down to what a run needs. A pod that is not as
 * expected is left out: it counts as unknown.
 *
 * @param share what pods have in common is kept once: one `sharer` for all pages of a list
 * @throws Error where the text is no PodList
 */
export function podPage(text: string, wantedLabels: LabelChoice, share: Share = sharer()): PodPage {
  const json: unknown = JSON.parse(text);
  if (isSwollen(json)) throw new Error('a list in it is longer than any PodList’s');
  const list = listSchema.parse(json);
  const pods = list.items.flatMap((item) => {
    const parsed = podSchema.safeParse(item);
    return parsed.success ? [factsOf(parsed.data, wantedLabels, share)] : [];
  });
  return { pods, next: list.metadata?.continue || undefined };
}

const listSchema = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  // A kubelet without pods says null.
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});
