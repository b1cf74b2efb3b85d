import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { asLines, textsOf } from '../../../lib/model/lines.ts';

it('lines become bytes and texts again, whatever characters and line breaks stand in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '日', '🎉', '\n', ' ') })), (texts) => {
      const { bytes, ends } = asLines(texts);
      assert.equal(bytes.toString(), texts.map((text) => `${text}\n`).join(''));
      assert.deepEqual(textsOf({ bytes, ends }), texts);
    }),
  );
});

it('the last line break may be missing', () => {
  const { bytes, ends } = asLines(['m v=1i 1', 'm v=2i 2']);
  assert.deepEqual(textsOf({ bytes: bytes.subarray(0, -1), ends }), ['m v=1i 1', 'm v=2i 2']);
});
