import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startRollUps } from '../../../lib/transform/roll-ups.ts';
import { textsOf } from '../../../lib/model/lines.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { nodePipeline } from '../../../lib/wiring/node-pipeline.ts';
import { withRates } from '../../../lib/transform/rates.ts';
import { nodeReport } from '../../../lib/report/node-report.ts';
import type { Encoder } from '../../../lib/schema/encoder.ts';
import { heapsterEncoder } from '../../../lib/schema/heapster/heapster-encoder.ts';
import { wideEncoder } from '../../../lib/schema/wide/wide-encoder.ts';
import { allGroups } from '../../../lib/model/metric-groups.ts';
import { podFacts } from '../../setup/facts.ts';
import { outcomeOf } from '../../setup/outcome.ts';
import { query } from '../../setup/influx-query.ts';
import { startInfluxDb } from '../../setup/influxdb.ts';
import type { Part } from '../../setup/processes.ts';

const nowMs = Date.parse('2026-01-01T00:10:00Z');

/** Every character that line protocol must escape, and those that have no spelling in it. */
const name = fc.oneof(
  fc.string({
    minLength: 1,
    maxLength: 10,
    unit: fc.constantFrom(...Array.from(' ,=\\"\'\n\r\ta-b/é漢{}$;%')),
  }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'app', 'time', '\\', '\n', '\t'),
);
/** As it stands in a body: counters that reset, jump, and pass 2^53, 2^63 and 2^64. */
const counter = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom(
    ...['0', '9007199254740991', '9007199254740993', '9223372036854775807', '9223372036854775808'],
    ...['18446744073709551615', '18446744073709551449', '99999999999999999999', '-5', '1e400', '"7"', 'null'],
  ),
);
const time = fc.constantFrom(
  ...[
    '2026-01-01T00:09:50Z',
    '2026-01-01T00:09:51Z',
    '2026-01-01T00:09:59Z',
    '1970-01-01T00:00:00Z',
    'never',
  ],
);
const cpu = fc
  .tuple(time, counter, counter)
  .map(
    ([at, total, average]) => `{"time":"${at}","usageCoreNanoSeconds":${total},"usageNanoCores":${average}}`,
  );
const memory = fc
  .tuple(time, counter)
  .map(
    ([at, count]) =>
      `{"time":"${at}","usageBytes":${count},"workingSetBytes":${count},"pageFaults":${count}}`,
  );
const network = fc
  .tuple(time, name, counter)
  .map(
    ([at, own, count]) =>
      `{"time":"${at}","name":${JSON.stringify(own)},"rxBytes":${count},"interfaces":[{"name":"eth0","rxBytes":${count},"txErrors":${count}}]}`,
  );
const container = fc
  .record({ name: fc.oneof(name, fc.constant('app')), start: time, cpu, memory, custom: name })
  .map(
    (one) =>
      `{"name":${JSON.stringify(one.name)},"startTime":"${one.start}","cpu":${one.cpu},"memory":${one.memory},"userDefinedMetrics":[{"name":${JSON.stringify(one.custom)},"labels":{${JSON.stringify(one.custom)}:"x"},"value":1.5}],"accelerators":[{"make":${JSON.stringify(one.custom)},"memoryTotal":1}]}`,
  );
const pod = fc
  .record({
    name,
    namespace: name,
    uid: name,
    cpu: fc.option(cpu, { nil: 'null' }),
    memory,
    network,
    containers: fc.array(container, { maxLength: 4 }),
    volume: name,
  })
  .map(
    (one) =>
      `{"podRef":{"name":${JSON.stringify(one.name)},"namespace":${JSON.stringify(one.namespace)},"uid":${JSON.stringify(one.uid)}},"cpu":${one.cpu},"memory":${one.memory},"network":${one.network},"containers":[${one.containers.join()}],"volume":[{"name":${JSON.stringify(one.volume)},"usedBytes":3}]}`,
  );
const summary = fc
  .record({ cpu, memory, network, pods: fc.array(pod, { maxLength: 4 }) })
  .map(
    (one) =>
      `{"node":{"nodeName":"node-a","cpu":${one.cpu},"memory":${one.memory},"network":${one.network}},"pods":[${one.pods.join()}]}`,
  );

describe('one node’s way from its answer to lines', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  const encoders: Readonly<Record<string, Encoder>> = {
    wide: wideEncoder({
      clusterName: 'c',
      groups: allGroups,
      runTimeMs: nowMs,
      runMinuteMs: nowMs,
      labels: [],
    }),
    values: heapsterEncoder({
      clusterName: 'c',
      hasFields: false,
      runMinuteMs: nowMs,
      labels: { separator: ',', stored: [], ignored: [] },
    }),
    fields: heapsterEncoder({
      clusterName: 'c',
      hasFields: true,
      runMinuteMs: nowMs,
      labels: { separator: ',', stored: [], ignored: [] },
    }),
  };

  for (const [schema, encoder] of Object.entries(encoders))
    it(`${schema}: whatever a kubelet says, InfluxDB takes every line, and no number is absurd`, async () => {
      await query(influx.url, '', `CREATE DATABASE "of_${schema}"`);
      await fc.assert(
        fc.asyncProperty(summary, summary, async (body, earlier) => {
          const before_ = new Map<string, Sample>();
          const rate = (samples: readonly Sample[]) =>
            samples.map((sample) => {
              const key = JSON.stringify([sample.kind, sample.namespace, sample.pod, sample.container]);
              const rated = withRates(sample, before_.get(key), undefined);
              before_.set(key, { ...sample, cpu: sample.cpu && { ...sample.cpu, timeMs: nowMs - 60_000 } });
              return rated;
            });
          const rollUps = startRollUps();
          const walk = nodePipeline({
            pods: { take: () => [podFacts({ name: 'app', namespace: '__proto__' })], waiting: () => [] },
            rate,
            rollUps,
            isSkipped: () => false,
            choicesOf: () => ({}),
            encoder,
            runMinuteMs: nowMs,
            now: () => nowMs,
          });
          for (const text of [earlier, body]) {
            const result = walk(outcomeOf(text), undefined);
            const facts = { access: 'direct', timeoutMs: 1, addressTypes: '' } as const;
            assert.equal(nodeReport(outcomeOf(text), result, facts, nowMs).failure, undefined);
            assert.ok('lines' in result);
            await takes(`of_${schema}`, [
              ...textsOf(result.lines),
              ...textsOf(encoder.rollUps(rollUps.result())),
            ]);
          }
        }),
        { numRuns: 200 },
      );
    });

  async function takes(database: string, lines: readonly string[]): Promise<void> {
    // No name in these bodies has a digit in it: what looks like a number is one.
    for (const line of lines)
      assert.doesNotMatch(line, /=(?:NaN|-?Infinity|-\d|1\.8446744\d*e\+?19|18446744073709551\d{3})/, line);
    const url = `${influx.url}/write?db=${database}&precision=ms`;
    const response = await fetch(url, { method: 'POST', body: lines.join('\n') });
    assert.equal(response.status, 204, await response.text());
  }
});

for (const [secondsAhead, isUsed] of [
  [60, true],
  [61, false],
] as const)
  it(`a sample ${secondsAhead} s ahead of the clock is ${isUsed ? 'written' : 'ignored'}`, () => {
    const process = nodePipeline({
      pods: { take: () => undefined, waiting: () => undefined },
      rate: (samples) => samples,
      rollUps: startRollUps(),
      isSkipped: () => false,
      choicesOf: () => ({}),
      encoder: wideEncoder({
        clusterName: 'c',
        groups: allGroups,
        runTimeMs: nowMs,
        runMinuteMs: nowMs,
        labels: [],
      }),
      runMinuteMs: nowMs,
      now: () => nowMs,
    });
    const time = new Date(nowMs + secondsAhead * 1000).toISOString();
    const body = `{"node":{"nodeName":"node-a","cpu":{"time":"${time}","usageNanoCores":5}},"pods":[]}`;
    const result = process(outcomeOf(body), undefined);
    assert.ok('lines' in result, JSON.stringify(result));
    assert.equal(
      textsOf(result.lines).some((line) => line.endsWith(` ${Date.parse(time)}`)),
      isUsed,
    );
  });
