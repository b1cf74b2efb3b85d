import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addCounts, addNumbers } from '../../../lib/util/count.ts';

describe('counts', () => {
  for (const [one, other, sum] of [
    [undefined, undefined, undefined],
    [undefined, 3, 3],
    [3, undefined, 3],
    [1, 2, 3],
    [2 ** 53 - 1, 1, 2n ** 53n],
    [2n ** 63n, 2n ** 63n, 2n ** 64n],
  ] as const)
    it(`${String(one)} and ${String(other)} are ${String(sum)}`, () =>
      assert.equal(addCounts(one, other), sum));

  it('the sum of unknown numbers is unknown', () => {
    assert.equal(addNumbers(undefined, undefined), undefined);
    assert.equal(addNumbers(undefined, 0.5), 0.5);
  });
});
