import { type Cause, causes } from '../../errors/causes.ts';
import { type AppError, type ExitCode, exitCodes } from '../../errors/app-error.ts';
import { oneLine } from '../../util/one-line.ts';

/** The result of one check. */
export interface Finding {
  /** The check, as `TLS`. */
  readonly check: string;
  /** Its object: a node, the API server, a database. */
  readonly of: string;
  /** Whether it is about one of many nodes. */
  readonly isOfNode?: true;
  /** `skipped`: not possible, or not needed. `warning`: a run works, but something should be fixed. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** The result in a sentence. */
  readonly says: string;
  readonly cause?: Cause | undefined;
  /** What to do, ready to paste. */
  readonly remedy?: string | undefined;
  /** The exit code that a run would have. */
  readonly exitCode?: ExitCode | undefined;
}

type FailureDetails = Pick<Finding, 'cause' | 'remedy' | 'exitCode'>;

/** Makes findings of a check of one node. */
export function findingsOfNode(check: string, node: string): ReturnType<typeof findingsOf> {
  const { ok, skipped, warning, failed, failedBy } = findingsOf(check, node);
  const marked = (finding: Finding): Finding => ({ ...finding, isOfNode: true });
  return {
    ok: (says) => marked(ok(says)),
    skipped: (says) => marked(skipped(says)),
    warning: (says, remedy) => marked(warning(says, remedy)),
    failed: (says, trouble) => marked(failed(says, trouble)),
    failedBy: (error) => marked(failedBy(error)),
  };
}

/** Makes findings of a check. */
export function findingsOf(check: string, of: string) {
  const made = (status: Finding['status'], says: string) => ({
    check,
    of: oneLine(of),
    status,
    says: shown(says),
  });
  const failed = (says: string, trouble: FailureDetails & { readonly exitCode: ExitCode }): Finding => ({
    ...made('failed', says),
    ...trouble,
    remedy: trouble.remedy && shown(trouble.remedy),
  });
  return {
    ok: (says: string): Finding => made('ok', says),
    skipped: (says: string): Finding => made('skipped', says),
    warning: (says: string, remedy: string): Finding => ({ ...made('warning', says), remedy: shown(remedy) }),
    failed,
    /** From an error that would end a run. */
    failedBy: ({ message, code, remedy, exitCode }: AppError): Finding =>
      failed(message, { cause: causeOf(code), remedy, exitCode }),
  };
}

const maxLength = 2000;

/** Servers' text may be hostile: control characters are removed. Line breaks come from our own settings. */
function shown(words: string): string {
  return words
    .split('\n')
    .map((line) => line.slice(0, line.search(/\S|$/)) + oneLine(line, maxLength))
    .join('\n');
}

/** The cause in an error's code, as `api_timeout`; `undefined` for other codes. */
export function causeOf(code: string): Cause | undefined {
  const cause = code.replace(/^(api|influxdb)_/, '');
  return cause in causes ? (cause as Cause) : undefined;
}

/** The exit code that a run would have: 0 only if nothing failed; the first of 1, 2, 3, 5, 4. */
export function exitCodeOfFindings(findings: readonly Finding[]): ExitCode {
  const codes = findings.flatMap(({ status, exitCode }) => (status === 'failed' ? [exitCode] : []));
  const { bug, configuration, discovery, pointsLost, tooFewNodes } = exitCodes;
  return (
    [bug, configuration, discovery, pointsLost, tooFewNodes].find((code) => codes.includes(code)) ??
    (codes.length > 0 ? bug : exitCodes.done)
  );
}
