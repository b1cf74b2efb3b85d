import assert from 'node:assert/strict';
import { it } from 'node:test';
import { oneLine } from '../../../lib/util/one-line.ts';

it('oneLine keeps no control character and no second line', () =>
  assert.equal(oneLine(' a\nb\t\u0000c '), 'a b c'));
