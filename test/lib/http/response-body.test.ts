import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readErrorText, readBody } from '../../../lib/http/response-body.ts';

async function* chunks(parts: readonly string[], error?: Error) {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
  if (error) throw error;
}
const failing = (code: string) => Object.assign(new Error('it ended'), { code });

describe('readBody', () => {
  it('gives the whole of it, also where a character stands in two pieces', async () => {
    const bytes = Buffer.from('é');
    const halves = (async function* () {
      yield await Promise.resolve(bytes.subarray(0, 1));
      yield bytes.subarray(1);
    })();
    assert.deepEqual(await readBody(halves, 10, 'ten'), { ok: true, bytes: Buffer.from('é') });
  });

  it('stops at the limit, and says which', async () =>
    assert.deepEqual(await readBody(chunks(['12345', '67']), 6, 'SIX'), {
      ok: false,
      cause: 'too_large',
      detail: 'more than SIX',
      partialText: '12345',
    }));

  it('gives only the beginning of a body that is far too large', async () => {
    const read = await readBody(chunks(['a'.repeat(2 ** 20), 'b']), 2 ** 20, 'a mebibyte');
    assert.equal(read.ok ? undefined : read.partialText, 'a'.repeat(2 ** 16));
  });

  it('what breaks off is truncated', async () => {
    const read = await readBody(chunks(['12'], failing('ECONNRESET')), 6, 'six');
    assert.deepEqual(read, {
      ok: false,
      cause: 'truncated',
      detail: 'after 2 bytes: it ended',
      partialText: '12',
    });
  });

  it('a deadline is not the answer’s own fault: it is thrown', async () =>
    assert.rejects(readBody(chunks([], failing('TimeoutError')), 6, 'six'), /it ended/));
});

describe('readErrorText', () => {
  it('redacts before it truncates, because a token may be longer than the text', async () => {
    const token = 'x'.repeat(1100);
    const hide = (words: string) => words.replaceAll(token, '…');
    assert.equal(
      await readErrorText(chunks([`no such token: ${token}`]), () => undefined, hide),
      'no such token: …',
    );
    assert.equal(await readErrorText(chunks(['{}']), () => `no ${token}`, hide), 'no …');
  });

  for (const [text, words] of [
    ['Forbidden\n', 'Forbidden'],
    ['{"kind":"Status","message":"nodes \\"a\\" not found"}', 'nodes "a" not found'],
    ['x'.repeat(10_000), 'x'.repeat(300)],
    ['a\u001b[31m\r\nb', 'a [31m b'],
  ] as const)
    it(`of ${JSON.stringify(text.slice(0, 50))}`, async () =>
      assert.equal(await readErrorText(chunks([text])), words));
});
