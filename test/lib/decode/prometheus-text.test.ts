import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPrometheusText, type TextSample } from '../../../lib/decode/prometheus-text.ts';

function parse(body: string): { samples: TextSample[]; refused: unknown[] } {
  const lines = [...readPrometheusText(body)];
  return {
    samples: lines.flatMap((line) => (line.ok ? [line.sample] : [])),
    refused: lines.filter(({ ok }) => !ok),
  };
}

describe('readPrometheusText', () => {
  for (const [line, expected] of [
    ['up 1', ['up', {}, 1, undefined]],
    ['up 1 1395066363000', ['up', {}, 1, 1395066363000]],
    ['a:b_total{x="1",y="2",} 3e2 -5', ['a:b_total', { x: '1', y: '2' }, 300, -5]],
    ['f{p="C:\\\\DIR",m="no \\"file\\"\\n"}  1.5', ['f', { p: 'C:\\DIR', m: 'no "file"\n' }, 1.5, undefined]],
    ['f{brace="}",comma="a,b"} 0', ['f', { brace: '}', comma: 'a,b' }, 0, undefined]],
    ['f{} +Inf', ['f', {}, Infinity, undefined]],
    ['f -Inf', ['f', {}, -Infinity, undefined]],
    ['f NaN', ['f', {}, NaN, undefined]],
    ['f{__proto__="x"} 1', ['f', { ['__proto__']: 'x' }, 1, undefined]],
    ['f .5', ['f', {}, 0.5, undefined]],
  ] as const)
    it(`reads ${line}`, () => {
      const { samples, refused } = parse(`# HELP x y\n# TYPE x gauge\n\n${line}\n`);
      assert.deepEqual(refused, []);
      assert.deepEqual(
        samples.map(({ name, labels, value, timeMs }) => [name, Object.fromEntries(labels), value, timeMs]),
        [expected],
      );
    });

  for (const [title, line] of [
    ['a name', 'a'.repeat(1_000_000)],
    ['spaces', `f${' '.repeat(1_000_000)}{`],
    ['digits', `f ${'1'.repeat(1_000_000)}x`],
    ['braces and backslashes', `f{x="${'{'.repeat(500_000)}${'\\'.repeat(500_000)}`],
    ['labels', `f{${'x="1",'.repeat(100_000)}`],
  ] as const)
    it(`a million characters of ${title} are no sample, and cost no time`, () => {
      const { samples, refused } = parse(`a 1\n${line}\nb 2`);
      assert.deepEqual([samples.length, refused.length], [2, 1]);
    });

  for (const [title, line] of [
    ['a name', 'a'.repeat(16_000)],
    ['spaces', `f${' '.repeat(16_000)}{`],
    ['digits', `f ${'1'.repeat(16_000)}x`],
    ['labels', `f{${'x="1",'.repeat(2500)}`],
  ] as const)
    it(`a thousand lines of ${title}, each as long as a line may be, are read once`, () => {
      assert.equal(parse(`${line}\n`.repeat(1000)).refused.length, 1000);
    });

  for (const line of [
    '',
    'f',
    '1f 1',
    'f{x=1} 2',
    'f{x="1" 2',
    'f 0x1',
    'f 1 soon',
    'f{x="1"y="2"} 3',
    '<html>',
  ])
    it(`a line that is no sample costs that line: ${line || 'an empty one nothing'}`, () => {
      const { samples, refused } = parse(`a 1\n${line}\nb 2`);
      assert.deepEqual(
        samples.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(refused.length, line === '' ? 0 : 1);
    });
});
