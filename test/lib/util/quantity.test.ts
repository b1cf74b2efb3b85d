import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuantity } from '../../../lib/util/quantity.ts';

describe('parseQuantity', () => {
  for (const [text, value] of [
    ['2', 2],
    ['250m', 0.25],
    ['1.5', 1.5],
    ['1.5Gi', 1610612736],
    ['24581692Ki', 24581692 * 1024],
    ['128e6', 128e6],
    ['100k', 100_000],
    ['5n', 5e-9],
    ['', undefined],
    ['many', undefined],
    [undefined, undefined],
  ] as const)
    it(`${text} is ${value}`, () => assert.equal(parseQuantity(text), value));
});
