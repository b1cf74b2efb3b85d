import type { Cause } from '../failure/causes.ts';
import type { ExitCode } from '../errors.ts';

/** What one check came to. */
export interface Finding {
  /** What was looked at, as `TLS`. */
  readonly check: string;
  /** Of whom: a node, the API server, a database. */
  readonly of: string;
  /** Of one node among many. */
  readonly isOfNode?: true;
  /** `skipped`: it could not be looked at, or there is no need. `warning`: a run works, and something is not as it should be. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found, in a sentence. */
  readonly says: string;
  readonly cause?: Cause | undefined;
  /** What mends it, ready to paste. */
  readonly remedy?: string | undefined;
  /** What a run would end with. */
  readonly exitCode?: ExitCode | undefined;
}

type Trouble = Pick<Finding, 'cause' | 'remedy' | 'exitCode'>;

/** Findings of one check of one node. */
export function findingsOfNode(check: string, node: string): ReturnType<typeof findingsOf> {
  const { ok, skipped, warning, failed } = findingsOf(check, node);
  const marked = (finding: Finding): Finding => ({ ...finding, isOfNode: true });
  return {
    ok: (says) => marked(ok(says)),
    skipped: (says) => marked(skipped(says)),
    warning: (says, remedy) => marked(warning(says, remedy)),
    failed: (says, trouble) => marked(failed(says, trouble)),
  };
}

/** Findings of one check of one thing. */
export function findingsOf(check: string, of: string) {
  return {
    ok: (says: string): Finding => ({ check, of, status: 'ok', says }),
    skipped: (says: string): Finding => ({ check, of, status: 'skipped', says }),
    warning: (says: string, remedy: string): Finding => ({ check, of, status: 'warning', says, remedy }),
    failed: (says: string, trouble: Trouble & { readonly exitCode: ExitCode }): Finding => ({
      check,
      of,
      status: 'failed',
      says,
      ...trouble,
    }),
  };
}
