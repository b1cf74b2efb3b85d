import type { LabelTag } from '../model/facts.ts';
import { escapeKey, tagPart } from './line-encoder.ts';

/** The tags of the chosen labels, as `,name=value`; none for a label that is absent or empty. */
export function chosenLabelTags(
  labels: Readonly<Record<string, string>>,
  chosen: readonly LabelTag[],
): string {
  return chosen
    .map(({ label, tag }) =>
      tagPart(escapeKey(tag), (Object.hasOwn(labels, label) ? labels[label] : undefined) ?? ''),
    )
    .join('');
}
