import assert from 'node:assert/strict';
import { it } from 'node:test';
import { backoffMs } from '../../lib/backoff.ts';

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
