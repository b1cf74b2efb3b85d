import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openBatch, pack } from '../../../lib/influx/batch.ts';
import { asLines } from '../../../lib/model/lines.ts';

describe('a batch', () => {
  const long = Array.from({ length: 300 }, (_, index) => `measurement,tag=value field=${index}i ${index}`);

  it('of few bytes goes as it is, a line each', async () => {
    const { body, isGzipped, lines } = await pack(['m v=1i 1', 'm v=2i 2']);
    assert.deepEqual([body.toString(), isGzipped, lines], ['m v=1i 1\nm v=2i 2', false, 2]);
  });

  it('of many is zipped', async () => {
    const { body, isGzipped } = await pack(long);
    assert.ok(isGzipped && body.length < 3000);
    assert.equal(gunzipSync(body).toString(), long.join('\n'));
  });

  for (const [title, lines] of [
    ['none', []],
    ['one', ['m v=1i 1']],
    ['many', long],
    ['some with a line break within', ['m v="a\nb" 1', 'm v="\n" 2']],
    ['some with characters of several bytes', ['m,t=Zürich v="日本語 🎉" 1', ...long, 'm v="é" 2']],
  ] as const)
    it(`gives its lines again: ${title}`, async () =>
      assert.deepEqual((await pack(lines)).unpacked(), lines));

  it('grows part by part, and knows how large it is', async () => {
    const batch = openBatch();
    for (let part = 0; part < 40; part++) batch.add(asLines(long));
    assert.equal(batch.lines(), 12_000);
    assert.equal(batch.bytes(), 40 * (long.join('\n').length + 1));
    assert.deepEqual((await batch.pack()).unpacked(), Array.from({ length: 40 }, () => long).flat());
  });
});
