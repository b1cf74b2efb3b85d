import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeSummary } from '../../../lib/decode/summary.ts';

const body = readFileSync(new URL('../../fixtures/stats_summary_1.36.json', import.meta.url), 'utf8');

describe('what is no JSON', () => {
  it('is truncated wherever a body breaks off', () => {
    for (let length = 1; length < body.trimEnd().length; length += 17) {
      const read = decodeSummary(Buffer.from(body.slice(0, length)), 'a', Infinity);
      assert.equal(read.ok ? 'ok' : read.cause, 'truncated', body.slice(Math.max(0, length - 40), length));
    }
  });

  for (const text of [
    '<html><body>Sign in</body></html>',
    'Unauthorized',
    '',
    '{"node": <html>',
    '\u001f\u008b\b',
  ])
    it(`is not_json where it is ${JSON.stringify(text)}`, () => {
      const read = decodeSummary(Buffer.from(text), 'a', Infinity);
      assert.equal(read.ok ? 'ok' : read.cause, 'not_json');
    });
});
