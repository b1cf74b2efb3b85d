import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as z from 'zod';
import { borderOf } from '../../../lib/quick-parse.ts';
import { goodHalf } from '../../../lib/decode/good-half.ts';

const schema = borderOf(
  'a test',
  () =>
    z.object({
      name: z.string(),
      size: z.number().optional(),
      parts: z
        .array(z.object({ id: z.object({ name: z.string() }), size: z.number().optional() }))
        .optional(),
    }),
  50_000,
);

for (const [title, input, value, paths] of [
  ['all of a good value', { name: 'a', size: 1 }, { name: 'a', size: 1 }, []],
  ['a value without its bad part', { name: 'a', size: 'big' }, { name: 'a' }, ['size']],
  [
    'a list without the elements that cannot be',
    { name: 'a', parts: [{ id: {} }, { id: { name: 'b' }, size: [] }, 7, { id: { name: 'c' } }] },
    { name: 'a', parts: [{ id: { name: 'b' } }, { id: { name: 'c' } }] },
    ['parts.0.id.name', 'parts.1.size', 'parts.2'],
  ],
  ['nothing where the whole is at fault', { size: 1 }, undefined, []],
  ['nothing of no object', null, undefined, []],
] as const)
  it(`gives ${title}`, () => {
    const half = goodHalf(schema, structuredClone(input));
    assert.deepEqual(half.value, value);
    const refused = half.refused.map(({ path }) => path).sort();
    if (value !== undefined) assert.deepEqual(refused, paths);
    else assert.ok(refused.length > 0 || input === null);
  });

it('takes one bad element out of a very long list', () => {
  const parts: unknown[] = Array.from({ length: 40_000 }, () => ({ id: { name: 'a' } }));
  parts[77] = 0;
  assert.equal(goodHalf(schema, { name: 'a', parts }).value?.parts?.length, 39_999);
});

it('gives up on what is wrong in more than ten thousand places, and says so', () => {
  const half = goodHalf(schema, { name: 'a', parts: Array.from({ length: 10_001 }, () => 0) });
  assert.equal(half.value, undefined);
  assert.deepEqual(half.refused, [{ path: 'everywhere', reason: 'wrong in 10001 places' }]);
});
