import type { Recent } from '../model/stored-points.ts';
import { judgedPods, type Measured, measuredOf } from '../transform/measured.ts';
import type { Reading } from './reader.ts';

interface Ages {
  readonly maxAgeS: number;
}

/** Nodes whose newest look is not too old; the one before may be as long before it. */
export async function presentNodes(
  reading: Reading,
  { maxAgeS }: Ages,
  nowMs: number,
  signal: AbortSignal,
): Promise<Recent[]> {
  const recents = await reading.nodes(nowMs - 2 * maxAgeS * 1000, signal);
  return recents.filter(({ last }) => last.pointMs > nowMs - maxAgeS * 1000);
}

/** Pods on these nodes whose newest look is not too old, and whose usage is known. */
export async function presentPods(
  reading: Reading,
  { maxAgeS }: Ages,
  nodes: readonly Recent[],
  nowMs: number,
  signal: AbortSignal,
): Promise<Measured[]> {
  // What is asked for may go back further: nodes that come back after a while are asked together with the others.
  const oldestMs = nowMs - maxAgeS * 1000;
  const judged = await reading.pods(
    nodes,
    (recents) => judgedPods(recents).filter(({ newestMs }) => newestMs > oldestMs),
    signal,
  );
  return measuredOf(judged);
}
