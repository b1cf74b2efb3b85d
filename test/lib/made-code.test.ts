import assert from 'node:assert/strict';
import { it } from 'node:test';
import { made } from '../../lib/made-code.ts';
import { recipes } from '../../k8s/ready.ts';

it('code is made of what its recipe says, and given its parts', () => {
  const recipe = { name: 'a test', parts: ['a', 'b'], source: () => 'const c = a + b; return c * 2;' };
  assert.equal(made(recipe, 1, 2), 6);
});

it('no two recipes that the bundle has ready are called the same', () => {
  const names = recipes.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
});
