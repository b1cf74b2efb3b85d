import { type FieldReader, readObject, readText, readTexts } from '../util/field-reader.ts';

/** Which labels to keep: all, or these names. */
export type LabelChoice = 'all' | ReadonlySet<string>;

const none: Readonly<Record<string, string>> = {};

/** The chosen labels of an object. */
export function readLabels(
  metadata: FieldReader | undefined,
  wanted: LabelChoice,
): Readonly<Record<string, string>> {
  if (wanted === 'all') return readTexts(metadata, 'labels');
  const labels = wanted.size === 0 ? undefined : readObject(metadata, 'labels');
  if (!labels) return none;
  return Object.fromEntries(
    Object.keys(labels.value).flatMap((name) => {
      const text = wanted.has(name) ? readText(labels, name) : undefined;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
