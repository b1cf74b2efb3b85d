import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { exitCodeOf } from '../../../lib/report/exit-code.ts';
import { jsonReporter } from '../../../lib/report/json-reporter.ts';
import { nodeReport } from '../../../lib/report/node-report.ts';
import { refusalRemedy } from '../../../lib/report/refusals.ts';
import { printingSink } from '../../../lib/report/stdout-sink.ts';
import { nodeTable } from '../../../lib/report/table.ts';
import { textReporter } from '../../../lib/report/text-reporter.ts';
import { emptyWriteResult } from '../../../lib/sink.ts';
import { failedNode, runOf, upNode } from './reports.ts';

describe('exitCodeOf', () => {
  const [up, down] = [upNode('a'), failedNode('b')];
  for (const [title, run, code] of [
    ['0 when all nodes answered', runOf([up, up]), 0],
    ['0 when half of the Ready nodes answered', runOf([up, down]), 0],
    ['4 when fewer did', runOf([up, down, down]), 4],
    [
      '0 when only nodes that are not Ready failed',
      runOf([up, failedNode('c', false), failedNode('d', false)]),
      0,
    ],
    ['5 when points were lost', runOf([up], { write: { ...emptyWriteResult, lost: 1 } }), 5],
    ['5 before 4', runOf([down], { write: { ...emptyWriteResult, lost: 1 } }), 5],
    [
      '0 when points were refused: counted and told',
      runOf([up], { write: { ...emptyWriteResult, written: 1, refused: 1 } }),
      0,
    ],
    [
      '5 when the database refused every point',
      runOf([up], { write: { ...emptyWriteResult, refused: 9 } }),
      5,
    ],
    ['0 when whoever read has gone', runOf([down], { isUnwanted: true }), 0],
  ] as const)
    it(title, () => assert.equal(exitCodeOf(run, 0.5), code));
});

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

describe('reporters', () => {
  const run = runOf([upNode('a'), failedNode('b')], {
    write: { ...emptyWriteResult, written: 9, refused: 1, refusals: [{ line: 'm v=1', reason: 'bad' }] },
  });

  it('JSON: one line per event, with cause and remedy', async () => {
    const output = new PassThrough();
    const reporter = jsonReporter('info', output);
    reporter.started(2);
    run.nodes.forEach((node) => reporter.nodeDone(node));
    reporter.finished(run, 0);
    const events = await linesOf(output);
    assert.deepEqual(
      events.map(({ event }) => event),
      ['started', 'node_failed', 'line_refused', 'finished'],
    );
    assert.equal(events[1]!['cause'], 'forbidden');
    assert.equal(events[1]!['remedy'], 'Add a rule');
    assert.equal(events[3]!['nodesFailed'], 1);
  });

  it('text: a table, each failure with its remedy, refused lines, one closing line', () => {
    const output = new PassThrough();
    textReporter(output, 'info').finished(run, 0);
    const text = String(output.read());
    for (const part of [
      'NAME ',
      'Node b: it refuses [forbidden]\n  Add a rule',
      'InfluxDB refused 1 points:\n  bad: m v=1',
      '1 of 2 nodes, 3 pods, 9 points written (40 values), 0.3 s',
    ])
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
  });

  it('text: many failures of one kind are told together, their remedy once', () => {
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

describe('nodeReport', () => {
  const target = {
    node: upNode('a').node,
    origin: 'https://10.0.0.1:10250',
    pathPrefix: '',
    serverName: undefined,
  };
  const facts = { access: 'direct', timeoutMs: 5000, addressTypes: 'InternalIP' } as const;

  it('tells a failure in a sentence with node, URL and what was seen, and the rule that is missing', () => {
    const detail = '403 Forbidden (user=u, verb=get, resource=nodes, subresource(s)=[stats])';
    const failure = { cause: 'forbidden', detail } as const;
    const { failure: told } = nodeReport({ target, durationMs: 1, ok: false, ...failure }, failure, facts, 0);
    assert.equal(
      told?.sentence,
      `Node a (https://10.0.0.1:10250): it knows who asks, and refuses: ${detail}`,
    );
    assert.equal(
      told.remedy,
      'Add to the ClusterRole:  - {apiGroups: [""], resources: ["nodes/stats"], verbs: ["get"]}',
    );
  });
});

describe('refusalRemedy', () => {
  for (const [reason, words] of [
    [
      'field type conflict: input field "value" on measurement "cpu/request" is type integer',
      /another INFLUX_DATABASE/,
    ],
    ['points beyond retention policy', /compare the clocks/],
    ['max-values-per-tag limit exceeded (100000/100000)', /influxdb\.conf/],
  ] as const)
    it(`knows what mends ${reason.slice(0, 30)}`, () => assert.match(refusalRemedy(reason) ?? '', words));

  it('says nothing where the line itself is at fault', () =>
    assert.equal(refusalRemedy('invalid field format'), undefined));
});

describe('printingSink', () => {
  it('counts what it printed, and wants no more when the reader has gone', async () => {
    const output = new PassThrough();
    let closed = 0;
    const sink = printingSink(output, () => closed++);
    sink.push(['a', 'b']);
    assert.equal((await sink.drain()).written, 2);
    assert.equal(String(output.read()), 'a\nb\n');
    output.emit('error', new Error('EPIPE'));
    sink.push(['c']);
    assert.equal((await sink.drain()).written, 2);
    assert.deepEqual([closed, sink.isUnwanted()], [1, true]);
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
