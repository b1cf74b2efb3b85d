import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tokenProblem } from '../../../../lib/app/doctor/service-account-token.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const header = (claims: unknown) => ({
  Authorization: `Bearer eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`,
});

describe('tokenProblem', () => {
  it('reports an expired token', () =>
    assert.match(
      tokenProblem(header({ exp: nowMs / 1000 - 60 }), nowMs) ?? '',
      /over at 2025-12-31T23:59:00/,
    ));

  it('reports a token’s audience', () =>
    assert.match(
      tokenProblem(header({ exp: nowMs / 1000 + 60, aud: ['vault'] }), nowMs) ?? '',
      /it is for vault: that has to be the API server’s audience/,
    ));

  for (const [title, headers] of [
    ['a token that is no JWT', { Authorization: 'Bearer scraper-token' }],
    ['a JWT of something else', { Authorization: 'Bearer a.bm90IGpzb24.b' }],
    ['a certificate', {}],
    ['claims of other types', header({ exp: 'tomorrow' })],
  ] as const)
    it(`says nothing of ${title}`, () => assert.equal(tokenProblem(headers, nowMs), undefined));
});
