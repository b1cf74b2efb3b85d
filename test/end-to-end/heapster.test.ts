import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Expected, expectedHeapster } from '../oracle/heapster.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { startInfluxDb2Facade } from '../setup/influxdb2-facade.ts';
import type { Part } from '../setup/processes.ts';
import { eventsOf, runHeapline } from '../setup/run-heapline.ts';
import { diskBytes } from '../simulator/cadvisor.ts';
import { type SimulatorClock, simulatorClock } from '../simulator/clock.ts';
import { podObjects } from '../simulator/pods.ts';
import { readerOfAll, type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { Truth } from '../simulator/json.ts';

/** What Heapster's stock dashboards read. */
const dashboardMetrics = [
  'cpu/usage_rate',
  'cpu/limit',
  'cpu/request',
  'memory/usage',
  'memory/working_set',
  'memory/limit',
  'memory/request',
  'network/tx_rate',
  'network/rx_rate',
  'filesystem/usage',
  'filesystem/limit',
  'uptime',
];

const minuteMs = 60_000;
const nodes = 7;

describe('two runs a minute apart in Heapster’s schemas', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  for (const schema of ['heapster', 'heapster-fields'] as const)
    for (const source of ['summary', 'container'] as const)
      describe(`SCHEMA=${schema}, KUBELET_SOURCE=${source}`, () => {
        const database = `${schema}_${source}`;
        // Jobs are named after their minute: these two after the last two that are over.
        const firstMinute = Math.floor(Date.now() / minuteMs) - 3;
        let simulator: Simulator;
        let clock: SimulatorClock;
        let expected: Expected[];

        before(async () => {
          clock = simulatorClock(firstMinute * minuteMs + 20_000 - Date.now());
          clock.freeze();
          const endpoints = ['summary', 'container', 'pods'] as const;
          simulator = await startSimulator({ nodes, podsPerNode: 30, clock, endpoints });
          await query(influx.url, '', `CREATE DATABASE "${database}"`);
          assert.equal((await run(firstMinute)).code, 0);
          clock.advance(minuteMs);
          const second = await run(firstMinute + 1);
          assert.equal(second.code, 0, second.stderr);
          assert.ok(!eventsOf(second).some(({ event }) => event === 'warning'), second.stderr);
          expected = expectedHeapster(moments(), source);
        });
        after(() => simulator.close());

        const run = (minute: number) =>
          runHeapline(['scrape'], {
            KUBECONFIG: simulator.kubeconfig(readerOfAll),
            KUBELET_ACCESS: 'direct',
            KUBELET_SOURCE: source,
            KUBELET_TIMEOUT_MS: '30000',
            SCHEMA: schema,
            CLUSTER_NAME: 'old one',
            JOB_NAME: `heapline-${minute}`,
            INFLUX_URL: influx.url,
            INFLUX_DATABASE: database,
          });

        /** Each node as it was served at the first run and at the second. */
        function moments() {
          const served = simulator.served();
          return simulator.nodes.map((node) => {
            const [first, second] = served
              .filter((one) => one.node === node.name)
              .map((one) => ({
                truth: simulator.truth(one),
                pods: podObjects(node, simulator.world, one.atMs) as Truth[],
              }));
            const atMs = served.filter((one) => one.node === node.name).at(-1)!.atMs - 10_000;
            const earlier = { truth: simulator.truth({ node: node.name, atMs }), pods: [] };
            return { before: first!, now: second!, earlier };
          });
        }

        for (const metric of dashboardMetrics)
          it(`${metric}: every series of every type has the value that the truth implies`, async () => {
            const wanted = new Map(
              expected.filter((one) => one.metric === metric).map((one) => [keyOf(one.tags), one]),
            );
            const found = new Map((await valuesOf(metric)).map((one) => [keyOf(one.tags), one.value]));
            assert.deepEqual([...found.keys()].sort(), [...wanted.keys()].sort());
            for (const [key, { value, isRate }] of wanted) {
              const got = found.get(key) ?? NaN;
              const slack = isRate ? Math.max(1, value * 0.01) : 0;
              // A sum of whole millicores is off by as many as it has parts.
              const parts = /"(ns|cluster)"/.test(key) && isRate ? nodes * 30 : 0;
              assert.ok(Math.abs(got - value) <= slack + parts, `${key}: ${got}, and the truth is ${value}`);
            }
            assert.ok(wanted.size > 0);
          });

        if (source === 'container')
          it('disk/io_read_bytes_rate and disk/io_write_bytes_rate of a node are what its device did between the runs', async () => {
            for (const [metric, way] of [
              ['disk/io_read_bytes_rate', 'Read'],
              ['disk/io_write_bytes_rate', 'Write'],
            ] as const) {
              const found = await valuesOf(metric);
              assert.equal(found.length, nodes);
              for (const { tags, value } of found) {
                assert.equal(tags['resource_id'], '/dev/sda');
                const node = simulator.nodes.find(({ name }) => name === tags['nodename'])!;
                const truth =
                  diskBytes(node, 1_800_000_060_000)[way] - diskBytes(node, 1_800_000_000_000)[way];
                assert.ok(
                  Math.abs(value - truth / 60) < truth / 6000,
                  `${value}, and the truth is ${truth / 60}`,
                );
              }
            }
          });

        it('uptime carries the tags that the dashboards’ template variables need', async () => {
          const database_ = await points(influx.url, database, 'uptime');
          const pod = database_.find(({ tags }) => tags['type'] === 'pod');
          for (const tag of ['nodename', 'namespace_name', 'pod_name', 'labels', 'cluster_name'])
            assert.ok(pod?.tags[tag], tag);
          assert.equal(pod?.tags['cluster_name'], 'old one');
          assert.ok(
            database_.some(({ tags }) => tags['type'] === 'pod_container' && tags['container_base_image']),
          );
        });

        it('every point stands at the minute that the Job is named after', async () => {
          const times = new Set((await points(influx.url, database, 'uptime')).map(({ timeMs }) => timeMs));
          assert.deepEqual([...times].sort(), [firstMinute * minuteMs, (firstMinute + 1) * minuteMs]);
        });

        it('a second try of the same Job changes nothing: rates are to the run before it', async () => {
          const before_ = await everything();
          assert.equal((await run(firstMinute + 1)).code, 0);
          assert.deepEqual(await everything(), before_);
        });

        const everything = async () =>
          (await Promise.all(dashboardMetrics.map((metric) => valuesOf(metric)))).flatMap((values) =>
            values.map(({ tags, value }) => `${keyOf(tags)} ${value}`).sort(),
          );

        async function valuesOf(metric: string): Promise<{ tags: Record<string, string>; value: number }[]> {
          const [measurement = '', ...rest] = schema === 'heapster' ? [metric] : metric.split('/');
          const field = schema === 'heapster' ? 'value' : rest.join('/') || 'value';
          return (await points(influx.url, database, measurement))
            .filter(({ timeMs, fields }) => timeMs === (firstMinute + 1) * minuteMs && field in fields)
            .map(({ tags, fields }) => ({ tags, value: Number(fields[field]) }));
        }
      });
});

describe('rates in Heapster’s schemas, wherever the run before is', () => {
  let influx: Part;
  let simulator: Simulator;
  let clock: SimulatorClock;
  const minute = Math.floor(Date.now() / minuteMs) - 3;
  before(async () => {
    influx = await startInfluxDb();
    clock = simulatorClock(minute * minuteMs + 20_000 - Date.now());
    clock.freeze();
    simulator = await startSimulator({ nodes: 25, podsPerNode: 3, clock });
  });
  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const run = (minutes: number, environment: Record<string, string>) =>
    runHeapline(['scrape'], {
      KUBECONFIG: simulator.kubeconfig(readerOfAll),
      KUBELET_ACCESS: 'direct',
      SCHEMA: 'heapster',
      JOB_NAME: `heapline-${minutes}`,
      INFLUX_URL: influx.url,
      ...environment,
    });
  const nodesWithRate = async (from: string) =>
    (
      await query(
        influx.url,
        'k8s',
        `SELECT value FROM ${from}"network/rx_rate" WHERE type = 'node' GROUP BY nodename`,
      )
    ).length;

  it('in a retention policy that is not the default, by its name', async () => {
    await query(influx.url, '', 'CREATE DATABASE k8s');
    await query(influx.url, '', 'CREATE RETENTION POLICY "by name" ON k8s DURATION 30d REPLICATION 1');
    const environment = { INFLUX_RETENTION_POLICY: 'by name' };
    assert.equal((await run(minute, environment)).code, 0);
    clock.advance(minuteMs);
    assert.equal((await run(minute + 1, environment)).code, 0);
    assert.equal(await nodesWithRate('"by name".'), 25);
    assert.equal(await nodesWithRate(''), 0);
  });

  it('in a bucket, as InfluxDB 2.x is written to and queried', async () => {
    const facade = await startInfluxDb2Facade(influx.url, { token: 't', org: 'o', bucket: 'k8s' });
    const environment = { INFLUX_URL: facade.url, INFLUX_BUCKET: 'k8s', INFLUX_ORG: 'o', INFLUX_TOKEN: 't' };
    assert.equal((await run(minute + 1, environment)).code, 0);
    clock.advance(minuteMs);
    const second = await run(minute + 2, environment);
    facade.close();
    assert.equal(second.code, 0, second.stderr);
    assert.equal(await nodesWithRate(''), 25);
  });
});

/** What tells series apart: the tags that do not follow from others. */
function keyOf(tags: Readonly<Record<string, string>>): string {
  const { type, nodename, namespace_name, pod_name, container_name, resource_id } = tags;
  return JSON.stringify([type, nodename, namespace_name, pod_name, container_name, resource_id]);
}
