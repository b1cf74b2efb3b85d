/** The endpoints that heapline can read. */
export const sources = {
  summary: { method: 'GET', path: '/stats/summary' },
} as const;

export type Source = keyof typeof sources;

/** Which endpoints to try on a kubelet, in order: the next one where a kubelet does not have the one before. */
export function sourceOrder(wanted: 'auto' | Source): readonly Source[] {
  return wanted === 'auto' ? ['summary'] : [wanted];
}
