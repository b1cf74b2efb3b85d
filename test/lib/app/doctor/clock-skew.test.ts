import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockSkew } from '../../../../lib/app/doctor/clock-skew.ts';
import { findingsOf } from '../../../../lib/app/doctor/finding.ts';

const nowMs = Date.parse('2026-01-01T00:10:00.900Z');

describe('clockSkew', () => {
  for (const [date, status, says] of [
    ['2026-01-01T00:10:00Z', 'ok', /within a second/],
    ['2026-01-01T00:10:03Z', 'ok', /within a second/],
    ['2026-01-01T00:09:57Z', 'ok', /within a second/],
    ['2026-01-01T00:10:20Z', 'warning', /19 s ahead of/],
    ['2026-01-01T00:09:40Z', 'warning', /20 s behind/],
    ['2026-01-01T00:12:00Z', 'failed', /119 s ahead of/],
    ['2026-01-01T00:05:00Z', 'warning', /300 s behind/],
    [undefined, 'skipped', /tells no time/],
  ] as const)
    it(`${date ?? 'no time'} is ${status}`, () => {
      const finding = clockSkew(
        findingsOf('clock', 'node-1'),
        date === undefined ? undefined : Date.parse(date),
        nowMs,
        'it matters',
        60_000,
      );
      assert.equal(finding.status, status);
      assert.match(finding.says, says);
    });
});
