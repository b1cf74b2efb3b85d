import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { emptySample } from '../../../../lib/model/empty-sample.ts';
import { queryTables } from '../../../../lib/influx/influxql-query.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { withRates } from '../../../../lib/transform/rates.ts';
import { textsOf } from '../../../../lib/model/lines.ts';
import { heapsterEncoder } from '../../../../lib/schema/heapster/heapster-encoder.ts';
import {
  previousKey,
  previousQuery,
  previousSamples,
} from '../../../../lib/schema/heapster/previous-samples.ts';
import { query } from '../../../setup/influx-query.ts';
import { startInfluxDb } from '../../../setup/influxdb.ts';
import { transportTo } from '../../../setup/transport-to.ts';
import type { Part } from '../../../setup/processes.ts';

const minuteMs = 60_000;
const runMinuteMs = 1_700_000_040_000;

/** What line protocol must escape, and what has no spelling in it. */
const name = fc.oneof(
  fc.string({
    minLength: 1,
    maxLength: 12,
    unit: fc.constantFrom(...Array.from(' ,=\\"\'\n\r\ta-b/é漢{}[]:;%')),
  }),
  fc.string({ minLength: 1, maxLength: 20 }),
);
const count = fc.oneof(
  fc.nat(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.constantFrom(2 ** 53 - 1, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 18446744073709551449n),
);

describe('the last sample, read back from a real InfluxDB', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  const write = async (database: string, lines: readonly string[]) => {
    const url = `${influx.url}/write?db=${database}&precision=ms`;
    const response = await fetch(url, { method: 'POST', body: lines.join('\n') });
    assert.equal(response.status, 204, await response.text());
  };

  const readBack = async (
    database: string,
    clusterName: string,
    nodes: readonly string[],
    hasFields: boolean,
    more = '',
  ) => {
    const transport = transportTo(influx.url);
    const range = { fromMs: runMinuteMs - 5 * minuteMs, beforeMs: runMinuteMs };
    const influxql = previousQuery({ clusterName, nodes, hasFields, ...range });
    const path = `/query?db=${database}&epoch=ms${more}`;
    try {
      return previousSamples(
        await queryTables(transport, path, influxql, AbortSignal.timeout(20_000)),
        hasFields,
      );
    } finally {
      transport.close();
    }
  };

  const sampleOf = (
    kind: Sample['kind'],
    names: readonly string[],
    timeMs: number,
    at: (index: number) => Sample['cpu'],
  ): Sample => {
    const [node = '', namespace = '', pod = '', container = ''] = names;
    const isPod = kind === 'pod' || kind === 'container';
    const isContainer = kind === 'container' || kind === 'systemContainer';
    const identity = {
      node,
      namespace: isPod ? namespace : undefined,
      pod: isPod ? pod : undefined,
      container: isContainer ? container : undefined,
    };
    const cpu = at(0);
    return {
      ...emptySample(kind, 'summary', identity),
      cpu,
      memory: { timeMs, pageFaults: cpu?.usageCoreNanoSeconds, majorPageFaults: 3 },
      interfaces: [
        { name: 'eth0', isDefault: true, timeMs, rxBytes: cpu?.usageCoreNanoSeconds, txErrors: 0 },
      ],
      diskIo: [{ device: `${container} disk`, timeMs, readBytes: cpu?.usageCoreNanoSeconds }],
    };
  };

  for (const hasFields of [false, true])
    it(`${hasFields ? 'heapster-fields' : 'heapster'}: whatever names and counters are, InfluxDB takes every line and the rate is found again`, async () => {
      const database = hasFields ? 'in_fields' : 'in_values';
      await query(influx.url, '', `CREATE DATABASE ${database}`);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom<Sample['kind'][]>('node', 'systemContainer', 'pod', 'container'),
          fc.tuple(name, name, name, name),
          name,
          count,
          async (kind, names, cluster, counter) => {
            // Each run is a cluster of its own: what the shrinker repeats must not find the points of before.
            const clusterName = `${cluster}-${run++}-`;
            const encoder = heapsterEncoder({
              clusterName,
              hasFields,
              runMinuteMs: runMinuteMs - minuteMs,
              labels: { separator: ',', stored: [], ignored: [] },
            });
            const before_ = sampleOf(kind, names, runMinuteMs - minuteMs - 1500, () => ({
              timeMs: runMinuteMs - minuteMs - 1500,
              usageCoreNanoSeconds: counter,
            }));
            const lines = textsOf(encoder.samples([before_]));
            await write(database, lines);
            const now = sampleOf(kind, names, runMinuteMs + 500, () => ({
              timeMs: runMinuteMs + 500,
              usageCoreNanoSeconds: BigInt(counter) + 62_000_000_000n,
            }));
            const previous = await readBack(database, clusterName, [names[0]], hasFields);
            const { rates } = withRates(now, previous.get(previousKey(now)), undefined);
            const isHeld = BigInt(counter) <= 2n ** 63n - 1n;
            assert.equal(rates?.cpuMillicores, isHeld ? 1000 : undefined);
            assert.equal(rates?.majorPageFaultsPerSecond, 0);
          },
        ),
        { numRuns: 150 },
      );
    });

  it('the newest of an object counts, whatever its other tags said; what is older than the window does not', async () => {
    await query(influx.url, '', 'CREATE DATABASE newest');
    const point = (more: string, value: number, timeMs: number) =>
      `cpu/usage,cluster_name=c,type=node,nodename=n${more} value=${value}i,sample_ms=${timeMs}i ${timeMs}`;
    await write('newest', [
      point(',labels=a:1', 5, runMinuteMs - 2 * minuteMs),
      point(',labels=a:2', 7, runMinuteMs - minuteMs),
      point(',labels=a:2', 9, runMinuteMs),
      `cpu/usage,cluster_name=c,type=node,nodename=old value=1i,sample_ms=1i ${runMinuteMs - 6 * minuteMs}`,
      `cpu/usage,cluster_name=other,type=node,nodename=n value=99i,sample_ms=1i ${runMinuteMs - 1}`,
      `cpu/usage,cluster_name=c,type=node,nodename=heapsters value=4i ${runMinuteMs - minuteMs}`,
    ]);
    const found = await readBack('newest', 'c', ['n', 'old', 'heapsters'], false);
    const node = (name: string) => found.get(previousKey(emptySample('node', 'summary', { node: name })));
    assert.equal(found.size, 1, 'points of Heapster’s own say no true time');
    assert.deepEqual(node('n')?.cpu, { timeMs: runMinuteMs - minuteMs, usageCoreNanoSeconds: 7 });
  });

  it('is read from the retention policy that is named', async () => {
    await query(influx.url, '', 'CREATE DATABASE kept');
    await query(influx.url, '', 'CREATE RETENTION POLICY two ON kept DURATION INF REPLICATION 1');
    const url = `${influx.url}/write?db=kept&rp=two&precision=ms`;
    const timeMs = runMinuteMs - minuteMs;
    const body = `cpu/usage,cluster_name=c,type=node,nodename=n value=5i,sample_ms=${timeMs}i ${timeMs}`;
    assert.equal((await fetch(url, { method: 'POST', body })).status, 204);
    assert.equal((await readBack('kept', 'c', ['n'], false)).size, 0);
    assert.equal((await readBack('kept', 'c', ['n'], false, '&rp=two')).size, 1);
  });
});
