import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { expectedPoints, type Point, pointKey } from '../oracle/expected.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { proxyUser, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const measurements = [
  'kube_node',
  'kube_system_container',
  'kube_pod',
  'kube_container',
  'kube_network',
  'kube_filesystem',
  'kube_volume',
  'kube_accelerator',
  'kube_custom',
];

describe('a scrape of 100 nodes with 30 pods each', () => {
  const concurrency = 20;
  let simulator: Simulator;
  let influx: Part;

  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({
      nodes: 100,
      podsPerNode: 30,
      clock: simulatorClock(-600_000),
      latencyMs: 20,
      answerFromConcurrency: concurrency,
      readonlyPort: true,
    });
    simulator.clock.freeze();
  });

  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const ways = {
    direct: () => ({ KUBECONFIG: simulator.kubeconfig(scraper) }),
    proxy: () => ({ KUBECONFIG: simulator.kubeconfig(proxyUser) }),
    readonly: () => ({
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_READONLY_PORT: String(simulator.readonlyPort),
    }),
  };

  for (const [access, environment] of Object.entries(ways)) {
    it(`${access}: keeps to its concurrency, and every field in InfluxDB equals what was served`, async () => {
      const database = `all_${access}`;
      await query(influx.url, '', `CREATE DATABASE ${database}`);
      const from = simulator.served().length;
      const scrape = () =>
        runHeapline(['scrape'], {
          ...environment(),
          KUBELET_ACCESS: access,
          METRICS: 'all',
          CONCURRENCY: String(concurrency),
          KUBELET_TIMEOUT_MS: '30000',
          CLUSTER_NAME: 'here, there',
          INFLUX_URL: influx.url,
          INFLUX_DATABASE: database,
        });

      simulator.takePeakConcurrency();
      const first = await scrape();
      assert.equal(first.code, 0, first.stderr);
      assert.equal(simulator.takePeakConcurrency(), concurrency);
      await compare(database, from);

      // The same numbers again: the database must not grow.
      assert.equal((await scrape()).code, 0);
      await compare(database, from);

      simulator.clock.advance(10_000);
      assert.equal((await scrape()).code, 0);
      const grown = await compare(database, from);
      assert.ok(grown > 0);
    });
  }

  /** Every point of the truth is there, none is there besides; gives how many. */
  async function compare(database: string, from: number): Promise<number> {
    const expected = new Map<string, Point['fields']>();
    const served = simulator.served().slice(from);
    assert.equal(served.length % 100, 0);
    for (const one of new Map(served.map((each) => [`${each.node} ${each.atMs}`, each])).values())
      for (const point of expectedPoints(simulator.truth(one), 'here, there'))
        expected.set(pointKey(point), { ...expected.get(pointKey(point)), ...point.fields });
    const found = new Map<string, Point['fields']>();
    for (const measurement of measurements)
      for (const point of await points(influx.url, database, measurement))
        found.set(pointKey(point), point.fields);

    const missing = [...expected.keys()].filter((key) => !found.has(key));
    const besides = [...found.keys()].filter((key) => !expected.has(key));
    assert.deepEqual(
      { missing: missing.slice(0, 3), besides: besides.slice(0, 3) },
      { missing: [], besides: [] },
    );
    for (const [key, fields] of expected) assert.deepEqual(found.get(key), fields, key);
    return expected.size;
  }
});
