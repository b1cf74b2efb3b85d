import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeTable } from '../../../lib/report/node-table.ts';
import { failedNode, upNode } from '../report/reports.ts';

describe('nodeTable', () => {
  it('has the shape of kubectl top nodes', () => {
    assert.equal(
      nodeTable([upNode('node-10'), failedNode('b'), upNode('node-2')]),
      [
        'NAME      CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%   PODS',
        'node-2    1001m        25%    4096Mi          25%       3',
        'node-10   1001m        25%    4096Mi          25%       3',
        '',
      ].join('\n'),
    );
  });

  it('shows the fifty hungriest of many nodes and counts the rest', () => {
    const lines = nodeTable(Array.from({ length: 60 }, (_, index) => upNode(`n${index}`)))
      .trimEnd()
      .split('\n');
    assert.equal(lines.length, 52);
    assert.equal(lines.at(-1), '… and 10 more');
  });
});
