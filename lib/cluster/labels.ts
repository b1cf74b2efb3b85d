/** Which labels to keep: every one, or those of these names. */
export type LabelChoice = 'all' | ReadonlySet<string>;

export function chooseLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
  wanted: LabelChoice,
): Readonly<Record<string, string>> {
  if (!labels || (wanted !== 'all' && wanted.size === 0)) return none;
  if (wanted === 'all') return labels;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => wanted.has(name)));
}

const none: Readonly<Record<string, string>> = {};
