import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffMs, delayWithin } from '../../../lib/util/backoff.ts';

it('waits double each time up to five seconds, half of it by chance', () => {
  assert.deepEqual(
    [0, 1, 2, 5, 30].map((attempt) => [backoffMs(attempt, () => 0), backoffMs(attempt, () => 1)]),
    [
      [125, 250],
      [250, 500],
      [500, 1000],
      [2500, 5000],
      [2500, 5000],
    ],
  );
});

describe('delayWithin', () => {
  for (const [title, wantedMs, leftMs, waitMs] of [
    ['what is wanted, where there is time', 5000, 20_000, 5000],
    ['until a last attempt, where there is not', 60_000, 20_000, 18_500],
    ['nothing, where there is no time for one', 60_000, 1600, undefined],
    ['what is wanted, where the end is near', 250, 700, 250],
    ['nothing after the end', 250, -5, undefined],
  ] as const)
    it(title, () => assert.equal(delayWithin(wantedMs, leftMs), waitMs));
});
