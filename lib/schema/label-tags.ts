import type { LabelTag } from '../model/facts.ts';
import { escapeKey, tagPart } from './line-encoder.ts';

/** The tags that chosen labels become, as `,name=value`; a label that is not there, or is empty, gives none. */
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
