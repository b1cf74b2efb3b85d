import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chunkedLoader } from '../../../lib/util/chunked-loader.ts';

describe('chunkedLoader', () => {
  it('loads each chunk once, in any order, and releases it when every member has had it', async () => {
    const asked: (readonly number[])[] = [];
    const things = [1, 2, 3, 4, 5];
    const load = chunkedLoader(things, 2, (chunk) => {
      asked.push(chunk);
      return Promise.resolve(`chunk of ${chunk.join()}`);
    });
    const answers = await Promise.all([5, 1, 4, 2, 3].map((thing) => load(thing)));
    assert.deepEqual(answers, ['chunk of 5', 'chunk of 1,2', 'chunk of 3,4', 'chunk of 1,2', 'chunk of 3,4']);
    assert.equal(asked.length, 3);
    assert.equal(await load(9), undefined);
  });
});
