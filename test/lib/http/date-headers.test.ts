import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dateMs, retryAfterMs } from '../../../lib/http/headers.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');

describe('retryAfterMs', () => {
  for (const [header, ms] of [
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
    [['1', '2'], undefined],
  ] as const)
    it(`${header === undefined ? 'absent' : JSON.stringify(header)} is ${ms ?? 'no wait'}`, () =>
      assert.equal(retryAfterMs(header, nowMs), ms));
});

it('dateMs reads the header Date, and nothing else', () => {
  assert.equal(dateMs('Thu, 01 Jan 2026 00:00:00 GMT'), nowMs);
  assert.equal(dateMs('tomorrow'), undefined);
  assert.equal(dateMs(undefined), undefined);
});
