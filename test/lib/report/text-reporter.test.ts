import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { textReporter } from '../../../lib/report/text-reporter.ts';
import { failedNode, mixedRun, runOf } from './reports.ts';

describe('textReporter', () => {
  it('prints a table, each failure with its remedy, refused lines, one closing line', () => {
    const output = new PassThrough();
    textReporter(output, 'info').finished(mixedRun, 0);
    const text = String(output.read());
    for (const part of [
      'NAME ',
      'Node b: it refuses [forbidden]\n  Add a rule',
      'InfluxDB refused 1 points:\n  bad: m v=1',
      '1 of 2 nodes, 3 pods, 9 points written (40 values), 0.3 s',
    ])
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
  });

  it('groups failures of one kind, with their remedy once', () => {
    const output = new PassThrough();
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((name) => failedNode(name));
    textReporter(output, 'info').finished(runOf(nodes), 4);
    const text = String(output.read());
    assert.match(
      text,
      /Node c: it refuses \[forbidden\]\n… and 2 more nodes in the same way: d, e\n {2}Add a rule\n/,
    );
    assert.equal(text.match(/Add a rule/g)?.length, 1);
  });
});
