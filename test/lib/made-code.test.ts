import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { made } from '../../lib/made-code.ts';
import { recipes } from '../../k8s/ready.ts';

it('code is made of what its recipe says, and given its parts', () => {
  const recipe = { name: 'a test', parts: ['a', 'b'], source: () => 'const c = a + b; return c * 2;' };
  assert.equal(made(recipe, 1, 2), 6);
});

it('the bundle has ready all that the program makes code of', () => {
  const lib = new URL('../../lib/', import.meta.url);
  const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, lib), 'utf8'));
  const named = sources.flatMap((text) =>
    [...text.matchAll(/ = borderOf\(\s*'([^']+)'/g)].map(([, name]) => name),
  );
  assert.deepEqual(
    recipes.map(({ name }) => name).sort(),
    ['readers of messages', ...named.map((name) => `check of ${name}`)].sort(),
  );
  assert.equal(sources.join('').match(/new Function\(/g)?.length, 1);
});

it('no two recipes that the bundle has ready are called the same', () => {
  const names = recipes.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
});
