import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPlausibleCpu } from '../../../lib/transform/plausible-cpu.ts';

describe('isPlausibleCpu', () => {
  for (const [title, millicores, capacity, expected] of [
    ['no more than the node has', 3999, 4000, true],
    ['a little more, for times are whole seconds', 4800, 4000, true],
    ['a hundred times what the node has', 400_000, 4000, false],
    ['much, where the node’s capacity is not known', 400_000, undefined, true],
    ['more than any machine has', 1.1e9, undefined, false],
    ['nothing known', undefined, 4000, false],
  ] as const)
    it(`${title}: ${expected}`, () => assert.equal(isPlausibleCpu(millicores, capacity), expected));
});
