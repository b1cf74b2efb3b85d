import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeResource } from '../../../lib/decode/resource-metrics.ts';
import type { Sample } from '../../../lib/model/sample.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
const late = Date.parse('2027-01-01');

/** What a line of the recorded bodies becomes: where it stands, and how its number is written. */
const fields: Readonly<Record<string, (sample: Sample) => unknown>> = {
  cpu_usage_seconds_total: ({ cpu }) => cpu?.usageCoreNanoSeconds,
  memory_working_set_bytes: ({ memory }) => memory?.workingSetBytes,
  swap_usage_bytes: ({ swap }) => swap?.usageBytes,
  start_time_seconds: ({ startTimeMs }) => startTimeMs,
};

const leftOut: readonly { readonly name: RegExp; readonly reason: string }[] = [
  { name: /scrape_error$/, reason: 'says that a number is missing, and it is' },
  { name: /swap_limit_bytes$/, reason: 'no part of the model' },
];

describe('decodeResource', () => {
  for (const version of ['1.20', '1.36'])
    it(`metrics_resource_${version}: every line is found in a sample, exactly, or left out on purpose`, () => {
      const text = fixture(`metrics_resource_${version}.txt`);
      const samples = decode(text);
      const lost = text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .filter((line) => !leftOut.some(({ name }) => name.test(line.split(/[ {]/, 1)[0] ?? '')))
        .filter((line) => {
          const [, kind = '', metric = ''] = /^(node|pod|container)_(\w+)/.exec(line) ?? [];
          const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1];
          const sample = samples.find(
            (one) => one.kind === kind && one.pod === label('pod') && one.container === label('container'),
          );
          const [, value, time] = / (\S+)(?: (\d+))?$/.exec(line) ?? [];
          const factor = metric.startsWith('cpu') ? 1e9 : metric.startsWith('start') ? 1e3 : 1;
          const wanted = Math.round(Number(value) * factor);
          const isAtItsTime =
            time === undefined || [sample?.cpu?.timeMs, sample?.memory?.timeMs].includes(Number(time));
          return !sample || fields[metric]?.(sample) !== wanted || !isAtItsTime;
        });
      assert.deepEqual(lost, []);
    });

  it('metrics_resource_1.20: the node, then each pod followed by its containers', () =>
    assert.deepEqual(
      decode(fixture('metrics_resource_1.20.txt')).map(({ kind, pod, container }) => [kind, pod, container]),
      [
        ['node', undefined, undefined],
        ['pod', 'burn', undefined],
        ['container', 'burn', 'app'],
        ['container', 'burn', 'side'],
        ['pod', 'hostnet', undefined],
        ['container', 'hostnet', 'app'],
      ],
    ));

  it('a pod of a kubelet that reports containers alone is known by them', () => {
    const samples = decode(
      'node_cpu_usage_seconds_total 1 1\ncontainer_memory_working_set_bytes{namespace="n",pod="p",container="c"} 5 1\n',
    );
    assert.deepEqual(
      samples.map(({ kind, pod }) => [kind, pod]),
      [
        ['node', undefined],
        ['pod', 'p'],
        ['container', 'p'],
      ],
    );
    assert.equal(samples[1]?.memory, undefined);
  });

  it('a pod’s start is that of the first of its containers: one that took its name is seen to be another', () => {
    const line = (container: string, start: number) =>
      `container_start_time_seconds{namespace="n",pod="p",container="${container}"} ${start}`;
    const samples = decode(
      ['node_cpu_usage_seconds_total 1', line('a', 1767225600), line('b', 1767225500)].join('\n'),
    );
    assert.equal(samples[1]?.startTimeMs, 1767225500_000);
  });

  for (const value of ['1e300', '1e16'])
    it(`${value} is no amount of anything`, () => {
      const decoded = decodeResource(
        `node_memory_working_set_bytes 1\nnode_cpu_usage_seconds_total ${value}`,
        'a',
        late,
      );
      assert.ok(decoded.ok);
      assert.equal(decoded.invalid.length, 1);
    });

  for (const [title, body] of [
    ['bad lines', 'node_cpu_usage_seconds_total 1\n' + '{\n'.repeat(1_000_000)],
    ['bad amounts', 'node_cpu_usage_seconds_total 1\n' + 'node_cpu_usage_seconds_total -1\n'.repeat(400_000)],
    [
      'pods',
      Array.from(
        { length: 200_000 },
        (_, index) => `pod_cpu_usage_seconds_total{namespace="n",pod="${index}"} 1`,
      ).join('\n'),
    ],
  ] as const)
    it(`a body with more ${title} than any kubelet has is given up early`, () => {
      const decoded = decodeResource(body, 'a', late);
      assert.ok(!decoded.ok);
      assert.equal(decoded.cause, 'schema');
    });

  it('a line may be called as what every object has', () =>
    assert.equal(
      decode(
        'node_cpu_usage_seconds_total 1\ntoString{namespace="n",pod="p",container="c"} 1\n__proto__{a="b"} 1',
      ).length,
      1,
    ));

  it('1970 and the far future are no time', () => {
    const times = [0, Date.parse('2031-01-01'), Date.parse('2026-01-01')].map(
      (time) => decode(`node_cpu_usage_seconds_total 1 ${time}`)[0]?.cpu?.timeMs,
    );
    assert.deepEqual(times, [undefined, undefined, Date.parse('2026-01-01')]);
  });

  it('a counter of a hundred core-days is exact to what a double of seconds keeps', () =>
    assert.equal(
      decode('node_cpu_usage_seconds_total 9.007199254741e+06')[0]?.cpu?.usageCoreNanoSeconds,
      9007199254741000n,
    ));

  it('costs a bad line that line, and says so', () => {
    const decoded = decodeResource(
      [
        'node_cpu_usage_seconds_total 1',
        'node_memory_working_set_bytes -5',
        'pod_memory_working_set_bytes{namespace="n"} 5',
        'pod_cpu_usage_seconds_total{namespace="n",pod="p"} NaN',
        'pod_memory_working_set_bytes{namespace="n",pod="p"} 7',
        'what is this',
      ].join('\n'),
      'a',
      late,
    );
    assert.ok(decoded.ok);
    assert.equal(decoded.samples[1]?.memory?.workingSetBytes, 7);
    assert.equal(decoded.invalid.length, 4);
  });

  it('reads the pods of a node that reports nothing of itself, as virtual kubelets do', () => {
    const samples = decode('pod_memory_working_set_bytes{namespace="n",pod="p"} 7');
    assert.deepEqual(
      samples.map(({ kind, node, pod, memory }) => [kind, node, pod, memory?.workingSetBytes]),
      [
        ['node', 'node-a', undefined, undefined],
        ['pod', 'node-a', 'p', 7],
      ],
    );
  });

  for (const body of ['', '<html></html>', '{"kind":"Status"}', 'container_start_time_seconds 7'])
    it(`says schema of a body without numbers: ${body.slice(0, 20) || 'an empty one'}`, () => {
      const decoded = decodeResource(body, 'a', late);
      assert.ok(!decoded.ok);
      assert.equal(decoded.cause, 'schema');
    });
});

function decode(body: string): readonly Sample[] {
  const decoded = decodeResource(body, 'node-a', late);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
  assert.deepEqual(decoded.invalid, []);
  return decoded.samples;
}
