import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textsOf } from '../../../lib/model/lines.ts';
import { lineEncoder } from '../../../lib/schema/encoder.ts';
import type { Measurement } from '../../../lib/schema/measurement.ts';
import { newLineBuffer, written } from '../../../lib/schema/line-buffer.ts';

interface Thing {
  readonly name?: string;
  readonly size?: number | bigint;
  readonly share?: number;
  readonly words?: string;
  readonly timeMs?: number;
}

const measurement: Measurement<readonly Thing[], Thing> = {
  name: 'thing',
  help: '',
  items: (things) => things,
  timeMs: ({ timeMs }) => timeMs,
  timeHelp: '',
  tags: [{ name: 'name', help: '', of: ({ name }) => name }],
  fields: [
    { type: 'integer', group: 'cpu', name: 'size', unit: '', help: '', of: ({ size }) => size },
    { type: 'float', group: 'psi', name: 'share', unit: '', help: '', of: ({ share }) => share },
    { type: 'string', name: 'words', unit: '', help: '', of: ({ words }) => words },
  ],
};

describe('lineEncoder', () => {
  for (const [title, groups, thing, lines, unwritable] of [
    [
      'a line with all that is known',
      ['cpu', 'psi'],
      { name: 'a', size: 1, share: 0.5, words: 'w', timeMs: 7 },
      ['thing,cluster=c,name=a size=1i,share=0.5,words="w" 7'],
      0,
    ],
    [
      'no tag and no field for what is absent',
      ['cpu', 'psi'],
      { size: 0 },
      ['thing,cluster=c size=0i 99'],
      0,
    ],
    ['no line without a field', ['cpu', 'psi'], { name: 'a', timeMs: 7 }, [], 0],
    ['only the chosen groups', ['psi'], { size: 1, share: 1 }, ['thing,cluster=c share=1 99'], 0],
    ['a field without a group always', [], { size: 1, words: '' }, ['thing,cluster=c words="" 99'], 0],
    [
      'no number that InfluxDB cannot hold, and counts it',
      ['cpu', 'psi'],
      { size: 2n ** 63n, share: NaN, words: 'w' },
      ['thing,cluster=c words="w" 99'],
      2,
    ],
  ] as const)
    it(`writes ${title}`, () => {
      const page = newLineBuffer();
      const encode = lineEncoder(measurement, new Set(groups), 'c');
      const into = written(page, () => encode([thing], 99, page));
      assert.deepEqual(textsOf(into), lines);
      assert.equal(into.unwritable, unwritable);
      assert.equal(into.values, lines.join('').split(/[ ,](?:size|share|words)=/).length - 1);
    });
});
