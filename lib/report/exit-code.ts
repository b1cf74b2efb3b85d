import { type ExitCode, exitCodes } from '../errors/app-error.ts';
import type { RunReport } from '../model/run.ts';

/** What a run that came to its end answers with: lost points, or most of them refused, first, then too few of the Ready nodes, else 0. */
export function exitCodeOf({ write, nodes, isUnwanted }: RunReport, minNodesShare: number): ExitCode {
  if (isUnwanted) return exitCodes.done;
  // What the run says of itself is taken nearly always: a database that refused more than it took has taken next to nothing.
  if (write.lost > 0 || write.refused > write.written) return exitCodes.pointsLost;
  const ready = nodes.filter(({ node }) => node.isReady);
  const up = ready.filter(({ failure }) => failure === undefined);
  return up.length < ready.length * minNodesShare ? exitCodes.tooFewNodes : exitCodes.done;
}
