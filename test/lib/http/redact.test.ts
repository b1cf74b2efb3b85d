import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../../lib/http/redact.ts';

const basic = `Basic ${Buffer.from('root:hunter:2').toString('base64')}`;

describe('redact', () => {
  for (const [title, words, authorization, left] of [
    ['a token', 'no such token: Token s3cr3t!', 'Token s3cr3t!', 'no such token: Token (not shown)'],
    ['every time that it is told', 'abcd, abcd', 'Bearer abcd', '(not shown), (not shown)'],
    ['a password', 'wrong: hunter:2', basic, 'wrong: (not shown)'],
    ['a password in a URL', '/write?u=root&p=hunter%3A2', basic, '/write?u=root&p=(not shown)'],
    ['user and password in their code', `not ${basic}`, basic, 'not Basic (not shown)'],
    ['the beginning of a token where the words end', 'no 12345678', 'Bearer 1234567890', 'no (not shown)'],
    ['nothing else', 'root may not', basic, 'root may not'],
    ['nothing where nothing was shown', 'no token', undefined, 'no token'],
    ['nothing that is too short to be told from words', 'a cat', 'Bearer a', 'a cat'],
  ] as const)
    it(`takes out ${title}`, () => assert.equal(redact(words, authorization), left));
});
