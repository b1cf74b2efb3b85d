import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sampleOf } from '../../../../lib/app/doctor/examine-cluster.ts';

it('sampleOf spreads over all, and takes all where there are no more', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);
  assert.deepEqual(sampleOf(all, 4), [0, 25, 50, 75]);
  assert.deepEqual(sampleOf([1, 2], 5), [1, 2]);
  assert.equal(sampleOf(all, Infinity).length, 100);
});
