import type { RecentPoints } from '../model/stored-points.ts';
import { podUsages, type MeasuredObject, newestMeasured } from '../transform/measured.ts';
import type { DatabaseReader } from './reader.ts';

interface Ages {
  readonly maxAgeS: number;
}

/** Nodes with a fresh newest point; the previous one may be older by the same age. */
export async function freshNodes(
  reading: DatabaseReader,
  { maxAgeS }: Ages,
  nowMs: number,
  signal: AbortSignal,
): Promise<RecentPoints[]> {
  const recents = await reading.nodes(nowMs - 2 * maxAgeS * 1000, signal);
  return recents.filter(({ last }) => last.pointMs > nowMs - maxAgeS * 1000);
}

/** Pods on these nodes with a fresh newest point and known usage. */
export async function freshPods(
  reading: DatabaseReader,
  { maxAgeS }: Ages,
  nodes: readonly RecentPoints[],
  nowMs: number,
  signal: AbortSignal,
): Promise<MeasuredObject[]> {
  // The query may go back further, because it covers nodes with older points.
  const oldestMs = nowMs - maxAgeS * 1000;
  const usages = await reading.pods(
    nodes,
    (recents) => podUsages(recents).filter(({ newestMs }) => newestMs > oldestMs),
    signal,
  );
  return newestMeasured(usages);
}
