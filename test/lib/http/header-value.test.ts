import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isHeaderValue } from '../../../lib/http/headers.ts';

it('a header carries a token, and neither line breaks nor letters beyond Latin', () => {
  assert.deepEqual(['Bearer a.b-c_d', 'two\nlines', '漢'].map(isHeaderValue), [true, false, false]);
});
