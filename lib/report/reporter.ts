import type { NodeReport, RunReport } from '../model/run.ts';

/** Reports a run on standard error, as text or JSON. */
export interface Reporter {
  /** An information that is no problem. */
  readonly note: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly started: (nodes: number) => void;
  readonly nodeDone: (node: NodeReport) => void;
  readonly finished: (run: RunReport, exitCode: number) => void;
  readonly failed: (message: string, remedy: string, code: string) => void;
}
