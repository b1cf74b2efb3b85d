import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hostOf } from '../../../lib/util/url.ts';

it('a host is what can be dialled, without brackets or port', () => {
  assert.equal(hostOf(new URL('https://[fd00::1]:10250/x')), 'fd00::1');
  assert.equal(hostOf(new URL('https://node-1.example:10250')), 'node-1.example');
});
