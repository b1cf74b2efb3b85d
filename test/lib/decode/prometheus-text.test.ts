import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePrometheusText } from '../../../lib/decode/prometheus-text.ts';

describe('parsePrometheusText', () => {
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
      const { samples, refused } = parsePrometheusText(`# HELP x y\n# TYPE x gauge\n\n${line}\n`);
      assert.deepEqual(refused, []);
      assert.deepEqual(
        samples.map(({ name, labels, value, timeMs }) => [name, Object.fromEntries(labels), value, timeMs]),
        [expected],
      );
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
      const { samples, refused } = parsePrometheusText(`a 1\n${line}\nb 2`);
      assert.deepEqual(
        samples.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(refused.length, line === '' ? 0 : 1);
    });
});
