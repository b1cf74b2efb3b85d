import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unescaped } from '../../../lib/util/url.ts';

for (const [text, was] of [
  ['a%2Fb', 'a/b'],
  ['plain', 'plain'],
  ['bad%zz', 'bad%zz'],
] as const)
  it(`${text} was ${was}`, () => assert.equal(unescaped(text), was));
