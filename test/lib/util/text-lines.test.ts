import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textLines } from '../../../lib/util/text-lines.ts';

async function lines(pieces: readonly (string | Buffer)[], most = 100): Promise<string[]> {
  async function* body() {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
  }
  const found: string[] = [];
  for await (const line of textLines(body(), most)) found.push(line);
  return found;
}

describe('lines of an answer', () => {
  const umlaut = Buffer.from('ü');
  for (const [title, pieces, expected] of [
    ['nothing', [], []],
    ['one in pieces', ['a', 'b', 'c\n'], ['abc']],
    ['several in a piece', ['a\nb\n\nc'], ['a', 'b', 'c']],
    ['an end between pieces', ['a', '\n', 'b'], ['a', 'b']],
    ['a letter in pieces', [umlaut.subarray(0, 1), umlaut.subarray(1), '\n'], ['ü']],
  ] as const)
    it(title, async () => assert.deepEqual(await lines(pieces), expected));

  it('one that does not end is an error', async () => {
    await assert.rejects(lines(['a'.repeat(60), 'b'.repeat(60)]), /more than 100 characters/);
  });
});
