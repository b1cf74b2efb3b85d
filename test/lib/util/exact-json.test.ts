import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { exactInteger, parseExactJson } from '../../../lib/util/exact-json.ts';

for (const [text, expected] of [
  ['{"a":9007199254740993}', { a: ['9007199254740993'] }],
  ['{"a": 18446744073709551615 }', { a: ['18446744073709551615'] }],
  ['{"a":123456789012345}', { a: 123456789012345 }],
  ['{"a":9007199254740993.5}', { a: 9007199254740994 }],
  ['[1,9007199254740993]', [1, ['9007199254740993']]],
  ['{"a":-9007199254740993}', { a: -9007199254740992 }],
  ['{"a":"x,1234567890123456,","b":9007199254740993}', { a: 'x,1234567890123456,', b: ['9007199254740993'] }],
  [String.raw`{"a":"x\":12345678901234567,"}`, { a: 'x":12345678901234567,' }],
  ['{"a":":12345678901234567,"}', { a: ':12345678901234567,' }],
] as const)
  it(`reads ${text}`, () => assert.deepEqual(parseExactJson(text), expected));

it('reads whatever JSON.parse reads, but for long whole numbers', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const short = text.replace(/\d{16,}/g, '1');
      assert.deepEqual(parseExactJson(short), JSON.parse(short));
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
      assert.deepEqual(parseExactJson(JSON.stringify(value)), value);
    }),
    { numRuns: 2000 },
  );
});

for (const [value, expected] of [
  [0, 0],
  [2 ** 53 - 1, 2 ** 53 - 1],
  [['9007199254740993'], 9007199254740993n],
  [['1234567890123456'], 1234567890123456],
  [['18446744073709551615'], 18446744073709551615n],
  [['123456789012345678901'], undefined],
  [2 ** 53, undefined],
  [-1, undefined],
  [0.5, undefined],
  ['9007199254740993', undefined],
  [['12'], undefined],
  [null, undefined],
] as const)
  it(`takes ${JSON.stringify(value)} for ${expected === undefined ? 'no whole number' : `the whole number ${expected}`}`, () =>
    assert.equal(exactInteger(value), expected));
