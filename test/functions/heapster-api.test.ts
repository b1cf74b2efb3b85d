import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startInfluxDb } from '../setup/influxdb.ts';
import { startListening, until } from '../setup/metrics-api.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { schemas, type TwoScrapes, twoScrapes } from '../setup/two-scrapes.ts';
import { metricsServer } from '../simulator/simulator.ts';

const usagePath = '/apis/metrics/v1alpha1';
const modelPath = '/api/v1/model';

describe('heapline heapster-api', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  for (const schema of schemas)
    describe(`SCHEMA=${schema}`, () => {
      let scraped: TwoScrapes;
      let server: Awaited<ReturnType<typeof startListening>>;

      before(async () => {
        scraped = await twoScrapes(influx.url, schema);
        server = await startListening(['heapster-api'], variables(scraped));
        await until(async () => (await ask(`${usagePath}/pods`)).status === 200);
      });
      after(async () => {
        const { code, stderr } = await server.stop();
        assert.equal(code, 0);
        assert.doesNotMatch(stderr, /-token|bug/);
        scraped.simulator.close();
      });

      const ask = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
        return { status: response.status, text: await response.text() };
      };
      const json = async (path: string) => {
        const { status, text } = await ask(path);
        assert.equal(status, 200, text);
        return JSON.parse(text) as unknown;
      };

      for (const prefix of [usagePath, '/apis/metrics.k8s.io/v1alpha1'])
        it(`${prefix}: what kubectl top up to 1.18 asks for, with or without a slash at the end`, async () => {
          for (const path of [`${prefix}/nodes`, `${prefix}/nodes/`]) {
            const { items, ...rest } = (await json(path)) as { items: Item[] };
            assert.deepEqual(rest, { metadata: {} });
            assert.deepEqual(
              items.map(({ metadata, usage }) => [metadata.name, usage]),
              scraped.nodes.map(({ name, usage }) => [name, usageOf(usage.nanoCores, usage.memoryBytes)]),
            );
          }
          const odd = (await json(`${prefix}/nodes?labelSelector=pool%3Dodd`)) as { items: Item[] };
          assert.deepEqual(
            odd.items.map(({ metadata }) => metadata.name),
            ['node-2', 'node-4'],
          );
          assert.equal(((await json(`${prefix}/nodes/node-2`)) as Item).metadata.name, 'node-2');
          const all = (await json(`${prefix}/pods`)) as { items: Item[] };
          assert.equal(all.items.length, scraped.pods.length);
        });

      it('of pods every container has its numbers', async () => {
        const data = scraped.pods.filter(({ namespace }) => namespace === 'data');
        const { items } = (await json(`${usagePath}/namespaces/data/pods/`)) as { items: Item[] };
        assert.equal(items.length, data.length);
        for (const { name, containers } of data) {
          const one = (await json(`${usagePath}/namespaces/data/pods/${name}`)) as Item;
          assert.deepEqual(
            one.containers,
            [...containers].map(([container, { nanoCores, memoryBytes }]) => ({
              name: container,
              usage: usageOf(nanoCores, memoryBytes),
            })),
          );
        }
      });

      it('the Model API gives history: an item for each pod of a list, in its order, empty for an unknown pod', async () => {
        const pods = ['db-1000', 'nobody', 'db-0'];
        const path = `${modelPath}/namespaces/data/pod-list/${pods.join(',')}/metrics`;
        const { items } = (await json(`${path}/memory/usage`)) as { items: MetricResult[] };
        assert.deepEqual(
          items.map(({ metrics }) => metrics.length > 0),
          [true, false, true],
        );
        assert.deepEqual(items[1], { metrics: [], latestTimestamp: '0001-01-01T00:00:00Z' });
        for (const { metrics, latestTimestamp } of [items[0]!, items[2]!]) {
          assert.equal(metrics.at(-1)?.timestamp, latestTimestamp);
          assert.ok(
            metrics.every(({ timestamp, value }) => timestamp.endsWith(':00Z') && Number.isInteger(value)),
          );
        }
        // Whoever draws several pods adds up what is of one time.
        assert.deepEqual(times(items[0]!), times(items[2]!));
      });

      it('a name that is requested again is read once, and too many names are rejected', async () => {
        const path = (names: string) => `${modelPath}/namespaces/data/pod-list/${names}/metrics/memory/usage`;
        const { items } = (await json(path(Array(1000).fill('db-0').join(',')))) as { items: MetricResult[] };
        assert.equal(items.length, 1000);
        assert.deepEqual(items.at(-1), items[0]);
        assert.equal((await ask(path(Array(3000).fill('a').join(',')))).status, 400);
      });

      it('the Model API’s CPU is in millicores, of nodes, pods, containers, namespaces and the cluster', async () => {
        const [{ name, usage } = { name: '', usage: { nanoCores: 0 } }] = scraped.nodes;
        const db = scraped.pods.find((pod) => pod.name === 'db-0')!;
        const app = db.containers.get('app')!;
        for (const [path, nanoCores] of [
          [`nodes/${name}`, usage.nanoCores],
          ['namespaces/data/pods/db-0/containers/app', app.nanoCores],
        ] as const) {
          const { metrics } = (await json(`${modelPath}/${path}/metrics/cpu/usage_rate`)) as MetricResult;
          assert.ok(Math.abs(metrics.at(-1)!.value - nanoCores / 1e6) <= 2, JSON.stringify(metrics));
          const old = (await json(`${modelPath}/${path}/metrics/cpu-usage`)) as MetricResult;
          assert.deepEqual(old.metrics, metrics);
        }
        for (const path of [
          '',
          'namespaces/data/',
          'namespaces/data/pods/db-0/',
          'nodes/node-1/freecontainers/kubelet/',
        ]) {
          const { metrics } = (await json(`${modelPath}/${path}metrics/cpu/usage_rate`)) as MetricResult;
          assert.ok(metrics.at(-1)!.value > 0, path);
        }
      });

      it('the Model API lists names', async () => {
        assert.deepEqual(
          await json(`${modelPath}/nodes/`),
          scraped.nodes.map(({ name }) => name),
        );
        const names = new Set(scraped.pods.map(({ namespace }) => namespace));
        assert.deepEqual(await json(`${modelPath}/namespaces`), [...names].sort());
        assert.deepEqual(await json(`${modelPath}/namespaces/data/pods/db-0/containers`), ['app', 'sidecar']);
        for (const path of ['', 'nodes/node-1/', 'namespaces/data/', 'namespaces/data/pods/db-0/']) {
          const metrics = (await json(`${modelPath}/${path}metrics/`)) as string[];
          assert.ok(metrics.includes('cpu/usage_rate') && metrics.includes('memory/usage'), path);
        }
      });

      it('start and end choose the span', async () => {
        const path = `${modelPath}/nodes/node-1/metrics/memory/usage`;
        const all = (await json(path)) as MetricResult;
        const [first] = all.metrics;
        const before = new Date(Date.parse(first!.timestamp) - 60_000).toISOString();
        const none = (await json(`${path}?start=2020-01-01T00:00:00Z&end=${before}`)) as MetricResult;
        assert.deepEqual(none.metrics, []);
        const later = (await json(`${path}?start=${new Date().toISOString()}`)) as MetricResult;
        assert.deepEqual(later.metrics, []);
      });

      for (const [path, status, words] of [
        [`${usagePath}/nodes/nobody`, 404, 'No metrics for node nobody\n'],
        [`${usagePath}/namespaces/a/pods/b`, 404, 'No metrics availalble for pod a/b\n'],
        [
          `${modelPath}/nodes/node-1/metrics/cpu/usage_rate?start=now`,
          400,
          'timestamp argument cannot be parsed: now\n',
        ],
        ['/nowhere', 404, '404 page not found\n'],
        ['//x', 404, '404 page not found\n'],
      ] as const)
        it(`${path}: ${status}`, async () => assert.deepEqual(await ask(path), { status, text: words }));

      it('a metric or an object that there is not has no numbers', async () => {
        for (const path of ['nodes/nobody/metrics/cpu/usage_rate', 'nodes/node-1/metrics/no/such'])
          assert.deepEqual(((await json(`${modelPath}/${path}`)) as MetricResult).metrics, []);
      });

      it('is well as long as numbers are fresh', async () => {
        const { status, text } = await ask('/healthz');
        // The second run was two or three minutes ago, and Heapster’s patience ended after three.
        assert.ok(
          status === 200 ? text === 'ok\n' : /^No current data batch available \(latest: /.test(text),
          text,
        );
        assert.equal((await ask('/livez')).status, 200);
      });
    });

  it('without InfluxDB it is not well, says why, and warns that it knows no users', async () => {
    const scraped = await twoScrapes(influx.url, 'wide');
    const environment = { ...variables(scraped), INFLUX_URL: 'http://127.0.0.1:1' };
    const server = await startListening(['heapster-api'], environment);
    const response = await fetch(`http://127.0.0.1:${server.port}/healthz`);
    assert.equal(response.status, 500);
    assert.match(await response.text(), /InfluxDB could not answer: it refused the connection/);
    assert.equal((await fetch(`http://127.0.0.1:${server.port}/livez`)).status, 200);
    assert.match((await server.stop()).stderr, /knows no users/);
    scraped.simulator.close();
  });

  it('does not start without INFLUX_URL', async () => {
    const { code, stderr } = await runHeapline(['heapster-api'], { LOG_FORMAT: 'text' });
    assert.equal(code, 2);
    assert.match(stderr, /INFLUX_URL is missing/);
  });
});

function variables({ simulator, environment }: TwoScrapes): Record<string, string> {
  return {
    ...environment,
    KUBECONFIG: simulator.kubeconfig(metricsServer),
    HEAPSTER_PORT: '0',
    LOG_FORMAT: 'text',
  };
}

interface Item {
  readonly metadata: { readonly name: string };
  readonly usage?: object;
  readonly containers?: readonly object[];
}
interface MetricResult {
  readonly metrics: readonly { readonly timestamp: string; readonly value: number }[];
  readonly latestTimestamp: string;
}

function times({ metrics }: MetricResult): string[] {
  return metrics.map(({ timestamp }) => timestamp);
}

/** Whole millicores; memory in the largest unit in which it is whole. */
function usageOf(nanoCores: number, memoryBytes: number): object {
  const memory =
    memoryBytes % 2 ** 20 === 0
      ? `${memoryBytes / 2 ** 20}Mi`
      : memoryBytes % 1024 === 0
        ? `${memoryBytes / 1024}Ki`
        : String(memoryBytes);
  return { cpu: `${Math.trunc(nanoCores / 1e6)}m`, memory };
}
