import { type Cause, causes } from '../../errors/causes.ts';
import { type AppError, type ExitCode, exitCodes } from '../../errors/app-error.ts';
import { oneLine } from '../../util/one-line.ts';

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

/** Findings of one check of one thing. */
export function findingsOf(check: string, of: string) {
  const made = (status: Finding['status'], says: string) => ({
    check,
    of: oneLine(of),
    status,
    says: shown(says),
  });
  const failed = (says: string, trouble: Trouble & { readonly exitCode: ExitCode }): Finding => ({
    ...made('failed', says),
    ...trouble,
    remedy: trouble.remedy && shown(trouble.remedy),
  });
  return {
    ok: (says: string): Finding => made('ok', says),
    skipped: (says: string): Finding => made('skipped', says),
    warning: (says: string, remedy: string): Finding => ({ ...made('warning', says), remedy: shown(remedy) }),
    failed,
    /** As an error that ends a run says it. */
    failedBy: ({ message, code, remedy, exitCode }: AppError): Finding =>
      failed(message, { cause: causeOf(code), remedy, exitCode }),
  };
}

const mostWords = 2000;

/** What servers say may be hostile: no control character goes on. Lines are those of settings, which are ours. */
function shown(words: string): string {
  return words
    .split('\n')
    .map((line) => line.slice(0, line.search(/\S|$/)) + oneLine(line, mostWords))
    .join('\n');
}

/** The cause in the code of an error, as `api_timeout`; `undefined` where it is about something else. */
export function causeOf(code: string): Cause | undefined {
  const cause = code.replace(/^(api|influxdb)_/, '');
  return cause in causes ? (cause as Cause) : undefined;
}

/** What a run would end with, as far as the findings tell: 0 only if nothing failed; the first of 1, 2, 3, 5, 4. */
export function exitCodeOfFindings(findings: readonly Finding[]): ExitCode {
  const codes = findings.flatMap(({ status, exitCode }) => (status === 'failed' ? [exitCode] : []));
  const { bug, configuration, discovery, pointsLost, tooFewNodes } = exitCodes;
  return (
    [bug, configuration, discovery, pointsLost, tooFewNodes].find((code) => codes.includes(code)) ??
    (codes.length > 0 ? bug : exitCodes.done)
  );
}
