import { type ExitCode, exitCodes } from '../errors/app-error.ts';
import type { RunReport } from '../model/run.ts';

/**
 * The exit code of a finished run: lost points, or more rejected than written, before too few Ready nodes.
 */
export function exitCodeOf({ write, nodes, isReaderGone }: RunReport, minNodesShare: number): ExitCode {
  if (isReaderGone) return exitCodes.done;
  // The run's own points are nearly always written: they are not a success.
  if (write.lost > 0 || write.rejected > write.written) return exitCodes.pointsLost;
  const ready = nodes.filter(({ node }) => node.isReady);
  const up = ready.filter(({ failure }) => failure === undefined);
  return up.length < ready.length * minNodesShare ? exitCodes.tooFewNodes : exitCodes.done;
}
