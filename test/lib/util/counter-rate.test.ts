import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { counterRate } from '../../../lib/util/counter-rate.ts';

describe('counterRate', () => {
  for (const [later, earlier, expected] of [
    [[2000, 10], [0, 4], 3],
    [[1000, 2n ** 62n + 5n], [0, 2n ** 62n], 5],
    [[1000, 5], [0, 2n ** 62n], undefined],
    [[1000, 5], [1000, 4], undefined],
    [[1000, 5], [1, 4], undefined],
    [[1000, 2n ** 63n], [0, 0], undefined],
    [[undefined, 5], [0, 4], undefined],
    [[1000, undefined], [0, 4], undefined],
  ] as const)
    it(`from ${String(earlier)} to ${String(later)}: ${String(expected)}`, () =>
      assert.equal(
        counterRate(
          { timeMs: later[0], count: later[1] },
          { timeMs: earlier[0], count: earlier[1] },
          'count',
        ),
        expected,
      ));
});
