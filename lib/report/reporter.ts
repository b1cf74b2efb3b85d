import type { NodeReport, RunReport } from '../model/run.ts';

/** Who tells people or log collectors what a run does; on standard error, in words or in JSON. */
export interface Reporter {
  /** Something that is worth a line, and no failure. */
  readonly note: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly started: (nodes: number) => void;
  readonly nodeDone: (node: NodeReport) => void;
  readonly finished: (run: RunReport, exitCode: number) => void;
  readonly failed: (message: string, remedy: string, code: string) => void;
}
