import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { textsOf } from '../../../lib/model/lines.ts';
import { floatValue, integerValue, tagPart } from '../../../lib/schema/line-encoder.ts';
import {
  endLine,
  newLineBuffer,
  type LineBuffer,
  putFloat,
  putInteger,
  putTag,
  putText,
  written,
} from '../../../lib/schema/line-buffer.ts';

const text = (put: (page: LineBuffer) => unknown): string => {
  const page = newLineBuffer();
  return written(page, () => void put(page)).bytes.toString();
};

describe('a page', () => {
  const edges = [
    0,
    -0,
    1,
    -1,
    0.5,
    1e8 - 1,
    1e8,
    1e8 + 1,
    1e15,
    2 ** 53 - 1,
    2 ** 53,
    1e21,
    1e-7,
    NaN,
    Infinity,
  ];
  const number = fc.oneof(fc.constantFrom(...edges), fc.double(), fc.maxSafeInteger(), fc.nat());

  it('holds whole numbers as `integerValue` writes them, and none that int64 cannot hold', () =>
    fc.assert(
      fc.property(
        fc.oneof(number.filter(Number.isInteger), fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n })),
        (value) => {
          let isWritten: boolean | undefined;
          assert.equal(
            text((page) => (isWritten = putInteger(page, value))),
            integerValue(value) ?? '',
          );
          assert.equal(isWritten, integerValue(value) !== undefined);
        },
      ),
      { numRuns: 2000 },
    ));

  it('holds numbers as `floatValue` writes them, and none that is none', () =>
    fc.assert(
      fc.property(number, (value) => {
        assert.equal(
          text((page) => putFloat(page, value)),
          floatValue(value) ?? '',
        );
      }),
      { numRuns: 2000 },
    ));

  it('holds tags as `tagPart` writes them', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('a', ',', '=', ' ', '\\', '\n', 'é', '🎉') }),
        ),
        (value) => {
          const start = Buffer.from(',name=');
          assert.equal(
            text((page) => putTag(page, 'name', start, value)),
            tagPart('name', value),
          );
        },
      ),
      { numRuns: 2000 },
    ));

  it('holds any text in UTF-8', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        assert.equal(
          text((page) => putText(page, value)),
          value,
        );
      }),
    ));

  it('grows with what is written, and is used again', () => {
    const page = newLineBuffer();
    const fill = (name: string) => () => {
      for (let line = 0; line < 5000; line++) {
        putText(page, `${name},tag=value`);
        const fieldsAt = page.at;
        putText(page, `,v=${line}i`);
        endLine(page, fieldsAt, 1_700_000_000_000 + line);
      }
    };
    const first = written(page, fill('first'));
    assert.equal(textsOf(first).at(-1), 'first,tag=value v=4999i 1700000004999');
    const second = written(page, fill('second'));
    assert.equal(textsOf(second)[0], 'second,tag=value v=0i 1700000000000');
    assert.equal(second.bytes.buffer, first.bytes.buffer);
    assert.deepEqual([first.ends.length, second.ends.length], [5000, 5000]);
  });

  it('begins anew after a line that could not be written', () => {
    const page = newLineBuffer();
    const halfway = () => {
      putText(page, 'half of a line');
      throw new Error('a fault');
    };
    assert.throws(() => written(page, halfway));
    assert.equal(written(page, () => void putText(page, 'whole')).bytes.toString(), 'whole');
  });
});
