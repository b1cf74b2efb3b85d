import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { jsonReporter } from '../../../lib/report/json-reporter.ts';
import { mixedRun } from './reports.ts';

describe('jsonReporter', () => {
  it('logs one line per event, with cause and remedy', async () => {
    const output = new PassThrough();
    const reporter = jsonReporter('info', output);
    reporter.started(2);
    mixedRun.nodes.forEach((node) => reporter.nodeDone(node));
    reporter.finished(mixedRun, 0);
    const events = await linesOf(output);
    assert.deepEqual(
      events.map(({ event }) => event),
      ['started', 'node_failed', 'line_refused', 'finished'],
    );
    assert.equal(events[1]!['cause'], 'forbidden');
    assert.equal(events[1]!['remedy'], 'Add a rule');
    assert.equal(events[3]!['nodesFailed'], 1);
  });
});

async function linesOf(output: PassThrough): Promise<Record<string, unknown>[]> {
  output.end();
  let text = '';
  for await (const chunk of output) text += String(chunk);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
