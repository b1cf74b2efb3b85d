import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exitCodeOfFindings, findingsOf } from '../../../../lib/app/doctor/finding.ts';
import type { ExitCode } from '../../../../lib/errors/app-error.ts';

const failed = (exitCode: ExitCode) => findingsOf('a', 'b').failed('c', { exitCode });

describe('exitCodeOfFindings', () => {
  for (const [codes, exitCode] of [
    [[], 0],
    [[4], 4],
    [[4, 5], 5],
    [[5, 3], 3],
    [[4, 3, 2], 2],
  ] as const)
    it(`failures of ${codes.join(', ') || 'none'}: ${exitCode}`, () =>
      assert.equal(exitCodeOfFindings(codes.map(failed)), exitCode));

  it('a warning is no failure', () =>
    assert.equal(exitCodeOfFindings([findingsOf('a', 'b').warning('c', 'd')]), 0));
});
