import { type ExitCode, exitCodes } from '../errors.ts';
import type { Finding } from './finding.ts';

/** What a run would end with, as far as the findings tell: 0 only if nothing failed; the first of 1, 2, 3, 5, 4. */
export function exitCodeOfFindings(findings: readonly Finding[]): ExitCode {
  const codes = findings.flatMap(({ status, exitCode }) => (status === 'failed' ? [exitCode] : []));
  const { bug, configuration, discovery, pointsLost, tooFewNodes } = exitCodes;
  return (
    [bug, configuration, discovery, pointsLost, tooFewNodes].find((code) => codes.includes(code)) ??
    (codes.length > 0 ? bug : exitCodes.done)
  );
}
