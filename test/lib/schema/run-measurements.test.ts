import assert from 'node:assert/strict';
import { it } from 'node:test';
import { textsOf } from '../../../lib/model/lines.ts';
import { runLines } from '../../../lib/schema/run-measurements.ts';
import { failedNode, runOf, upNode } from '../report/reports.ts';

it('a run writes a line for each node and one for itself, at its start', () => {
  const lines = textsOf(runLines(runOf([upNode('a'), failedNode('b')]), 0));
  assert.equal(lines.length, 3);
  assert.match(
    lines[0] ?? '',
    /^heapline_node,cluster=c,node=a up=1i,source="summary",duration_ms=12i,body_bytes=1000i,/,
  );
  assert.match(
    lines[1] ?? '',
    /^heapline_node,cluster=c,node=b up=0i,cause="forbidden",duration_ms=3i,points=0i,/,
  );
  assert.match(
    lines[2] ?? '',
    /^heapline_run,cluster=c nodes=2i,nodes_ready=2i,nodes_up=1i,nodes_failed=1i,pods=3i,/,
  );
  for (const line of lines) assert.match(line, / 1700000000000$/);
});
