import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sparkline, topTable } from '../../../../lib/app/top/top-table.ts';

describe('a line of blocks', () => {
  for (const [values, line] of [
    [[], ''],
    [[0, 0], '▁▁'],
    [[1, 2, 4, 8], '▂▃▅█'],
    [[undefined, 5, undefined], ' █ '],
  ] as const)
    it(`${JSON.stringify(values)}: "${line}"`, () => assert.equal(sparkline(values), line));
});

it('a name moves no terminal’s cursor, and turns no direction of writing', () => {
  const columns = [{ key: 'name', header: 'NAME', as: 'text' }] as const;
  const hostile = '\u001b[31mEVIL\u001b[2J\u001b]0;pwn\u0007\u202e';
  assert.doesNotMatch(topTable(columns, [{ name: hostile }], 0).replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
});

it('a table says what is not known, and how much more there is', () => {
  const columns = [
    { key: 'name', header: 'NAME', as: 'text' },
    { key: 'cpu', header: 'CPU', as: 'millicores' },
    { key: 'memory', header: 'MEMORY', as: 'mebibytes' },
    { key: 'share', header: '%', as: 'percent' },
    { key: 'line', header: 'HOUR', as: 'line' },
  ] as const;
  const rows = [
    { name: 'a', cpu: 12.5e6, memory: 3 * 2 ** 20, share: 0.129, line: [1, 2] },
    { name: 'bb', cpu: undefined, memory: undefined, share: undefined, line: [undefined] },
  ];
  assert.equal(
    topTable(columns, rows, 3),
    [
      'NAME   CPU         MEMORY      %           HOUR',
      'a      13m         3Mi         12%         ▅█',
      'bb     <unknown>   <unknown>   <unknown>',
      '… and 3 more',
      '',
    ].join('\n'),
  );
});
