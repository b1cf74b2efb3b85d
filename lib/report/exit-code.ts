import { type ExitCode, exitCodes } from '../errors.ts';
import type { RunReport } from '../run.ts';

/** What a run that came to its end answers with: lost points first, then too few of the Ready nodes, else 0. */
export function exitCodeOf({ write, nodes, isUnwanted }: RunReport, minNodesShare: number): ExitCode {
  if (isUnwanted) return exitCodes.done;
  // A database that refused every line has taken nothing: that is no run that went well.
  const tookNothing = write.written === 0 && write.refused > 0;
  if (write.lost > 0 || tookNothing) return exitCodes.pointsLost;
  const ready = nodes.filter(({ node }) => node.isReady);
  const up = ready.filter(({ failure }) => failure === undefined);
  return up.length < ready.length * minNodesShare ? exitCodes.tooFewNodes : exitCodes.done;
}
