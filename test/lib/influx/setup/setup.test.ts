import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { continuousQueries } from '../../../../lib/influx/setup/continuous-queries.ts';
import { fluxTask } from '../../../../lib/influx/setup/flux-task.ts';
import {
  durationText,
  quotedIdentifier,
  type DatabaseSpec,
} from '../../../../lib/influx/setup/database-spec.ts';
import { planV1, type Policy, secondsOf, type State } from '../../../../lib/influx/setup/plan-v1.ts';

const day = 86_400;
const downsampled = [{ measurement: 'kube_node', means: ['memory'], lasts: ['cpu'] }];
const wish: DatabaseSpec = {
  retentionS: undefined,
  long: { retentionS: undefined, everyS: 600 },
  schema: 'wide',
  downsampled,
};
const noLong: DatabaseSpec = { ...wish, long: undefined };
const policy = (name: string, durationS: number, isDefault = false): Policy => ({
  name,
  durationS,
  isDefault,
});
const nothing: State = { policies: undefined, continuousQueries: [] };
const queryName = [...continuousQueries('k8s', 'autogen', 'long', 600, wish).keys()][0] ?? '';

describe('planV1', () => {
  const of = (wished: DatabaseSpec, state: State, policyName?: string) =>
    planV1('k8s', policyName, wished, state, () => Promise.resolve()).map(
      ({ statement, run, warning }) =>
        `${run ? 'do' : 'kept'}: ${statement.replace(/RESAMPLE.*/, '…')}${warning ? ', with a warning' : ''}`,
    );

  for (const [title, wished, state, policyName, expected] of [
    [
      'makes a database with thirty days of retention, a policy for longer, and what fills it',
      wish,
      nothing,
      undefined,
      [
        'do: CREATE DATABASE "k8s" WITH DURATION 30d REPLICATION 1 NAME "autogen"',
        'do: CREATE RETENTION POLICY "long" ON "k8s" DURATION 365d REPLICATION 1',
        `do: CREATE CONTINUOUS QUERY "${queryName}" ON "k8s" …`,
      ],
    ],
    [
      'makes the policy that is to be written to, by its name',
      { ...noLong, retentionS: 7 * day },
      nothing,
      'week',
      ['do: CREATE DATABASE "k8s" WITH DURATION 7d REPLICATION 1 NAME "week"'],
    ],
    [
      'leaves the history of a database alone: what Heapster made is kept for ever, unless somebody says otherwise',
      noLong,
      { policies: [policy('default', 0, true)], continuousQueries: [] },
      undefined,
      ['kept: retention policy "default" ON "k8s": DURATION INF'],
    ],
    [
      'changes the retention that is asked for',
      { ...noLong, retentionS: 60 * day },
      { policies: [policy('default', 0, true)], continuousQueries: [] },
      undefined,
      ['do: ALTER RETENTION POLICY "default" ON "k8s" DURATION 60d SHARD DURATION 1d, with a warning'],
    ],
    [
      'adds a named policy to a database that is there, without making it the default',
      noLong,
      { policies: [policy('autogen', 0, true)], continuousQueries: [] },
      'month',
      ['do: CREATE RETENTION POLICY "month" ON "k8s" DURATION 30d REPLICATION 1'],
    ],
    [
      'changes the retention of thinned-out points that is asked for',
      { ...wish, long: { retentionS: 730 * day, everyS: 600 }, downsampled: [] },
      { policies: [policy('autogen', 0, true), policy('long', 365 * day)], continuousQueries: [] },
      undefined,
      [
        'kept: retention policy "autogen" ON "k8s": DURATION INF',
        'do: ALTER RETENTION POLICY "long" ON "k8s" DURATION 730d SHARD DURATION 7d',
      ],
    ],
    [
      'does nothing the second time',
      wish,
      {
        policies: [policy('autogen', 30 * day, true), policy('long', 365 * day)],
        continuousQueries: [queryName, 'somebody_elses'],
      },
      undefined,
      [
        'kept: retention policy "autogen" ON "k8s": DURATION 30d',
        'kept: retention policy "long" ON "k8s": DURATION 365d',
        'kept: 1 continuous queries into "long"',
      ],
    ],
    [
      'drops the queries of another version of its schema, and nobody else’s',
      wish,
      {
        policies: [policy('autogen', 30 * day, true), policy('long', 365 * day)],
        continuousQueries: [
          'heapline_wide_kube_node_00000000',
          'heapline_heapster_uptime_00000000',
          'somebody_elses',
        ],
      },
      undefined,
      [
        'kept: retention policy "autogen" ON "k8s": DURATION 30d',
        'kept: retention policy "long" ON "k8s": DURATION 365d',
        'do: DROP CONTINUOUS QUERY "heapline_wide_kube_node_00000000" ON "k8s"',
        `do: CREATE CONTINUOUS QUERY "${queryName}" ON "k8s" …`,
      ],
    ],
  ] as const satisfies readonly (readonly [string, DatabaseSpec, State, string | undefined, string[]])[])
    it(title, () => assert.deepEqual(of(wished, state, policyName), expected));
});

it('the policy for thinned-out points is not thinned out into itself', () => {
  const state = { policies: [policy('long', 0, true)], continuousQueries: [] };
  const plan = (policyName: string | undefined, given: State) => () =>
    planV1('k8s', policyName, wish, given, () => Promise.resolve());
  assert.throws(plan('long', nothing), /cannot be thinned out into itself/);
  assert.throws(plan(undefined, state), /cannot be thinned out into itself/);
  assert.doesNotThrow(() => planV1('k8s', 'long', noLong, nothing, () => Promise.resolve()));
});

it('a query covers at least one downsampling interval', () => {
  const [statement = ''] = [...continuousQueries('k8s', 'a', 'long', 7200, wish).values()];
  assert.match(statement, /RESAMPLE FOR 2h BEGIN/);
});

describe('InfluxDB’s messages', () => {
  for (const [text, seconds] of [
    ['0s', 0],
    ['720h0m0s', 30 * day],
    ['1h30m0s', 5400],
  ] as const)
    it(`SHOW says ${text}: ${seconds} s`, () => assert.equal(secondsOf(text), seconds));

  for (const [seconds, text] of [
    [0, 'INF'],
    [30 * day, '30d'],
    [7200, '2h'],
    [600, '10m'],
    [61, '61s'],
  ] as const)
    it(`${seconds} s are written ${text}`, () => assert.equal(durationText(seconds), text));

  it('a name may hold quotes and backslashes', () =>
    assert.equal(quotedIdentifier('a"b\\c'), '"a\\"b\\\\c"'));

  it('a task of Flux means what gauges are and lasts what only grows; names are quoted', () => {
    const two = [...downsampled, { measurement: 'kube_pod', means: [], lasts: ['memory'] }];
    const flux = fluxTask({
      name: 'n"${x}',
      org: 'o',
      from: 'b',
      into: 'long',
      everyS: 600,
      downsampled: two,
    });
    assert.match(flux, /option task = \{name: "n\\"\\\$\{x\}", every: 10m, offset: 1m\}/);
    const [, means = '', lasts = ''] = flux.split('from(bucket: "b")');
    assert.match(means, /r\._measurement == "kube_node" and contains\(value: r\._field, set: \["memory"\]\)/);
    assert.match(means, /fn: mean/);
    assert.doesNotMatch(means, /kube_pod/);
    assert.match(lasts, /r\._measurement == "kube_pod" and contains\(value: r\._field, set: \["memory"\]\)/);
    assert.match(lasts, /fn: last/);
  });
});
