import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { expectedSums, heldByPods, measurements, type Point, pointKey } from '../oracle/expected.ts';
import { pointsOfNode } from '../oracle/of-node.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { podObjects } from '../simulator/pods.ts';
import { proxyUser, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { Truth } from '../simulator/json.ts';

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
      await compareSums(database, from);

      // The same numbers again must add no point, and new ones must: the comparison sees both.
      assert.equal((await scrape()).code, 0);
      simulator.clock.advance(10_000);
      assert.equal((await scrape()).code, 0);
      await compare(database, from);
    });
  }

  function pointsOf(served: ReturnType<Simulator['served']>[number]): Point[] {
    const node = simulator.nodes.find(({ name }) => name === served.node)!;
    const pods = podObjects(node, simulator.world, served.atMs);
    return pointsOfNode(node, simulator.truth(served), pods, 'here, there');
  }

  /** The newest sums of the cluster and of each namespace are those of the newest answers. */
  async function compareSums(database: string, from: number): Promise<void> {
    const newest = new Map(
      simulator
        .served()
        .slice(from)
        .map((one) => [one.node, one]),
    );
    const truths = [...newest.values()].map((one) => simulator.truth(one));
    const pods = [...newest.values()].flatMap((one) =>
      podObjects(
        simulator.nodes.find(({ name }) => name === one.node)!,
        simulator.world,
        one.atMs,
      ),
    );
    const [cluster] = (await points(influx.url, database, 'kube_cluster')).slice(-1);
    const held = heldByPods(pods);
    assert.deepEqual(cluster?.fields, {
      ...expectedSums(truths, undefined),
      ...held,
      pods_without_stats: 1,
      nodes: 100,
      ...nodeSums(truths),
      node_allocatable_memory_bytes: 1500 * 2 ** 30,
      capacity_millicpu_cores: 400_000,
      capacity_memory_bytes: 1600 * 2 ** 30,
      capacity_ephemeral_storage_bytes: 10_000 * 2 ** 30,
      allocatable_millicpu_cores: 400_000,
      allocatable_memory_bytes: 1500 * 2 ** 30,
      allocatable_ephemeral_storage_bytes: 10_000 * 2 ** 30,
    });
    const namespaces = await points(influx.url, database, 'kube_namespace');
    const names = [...new Set(namespaces.map(({ tags }) => tags['namespace'] ?? ''))];
    assert.deepEqual(names.sort(), ['batch', 'data', 'kube-system', 'team-a', 'team-b', 'team-c']);
    for (const name of names) {
      const { fields } = namespaces.filter(({ tags }) => tags['namespace'] === name).at(-1)!;
      const own = pods.filter(
        (pod) => (pod as { metadata: { namespace: string } }).metadata.namespace === name,
      );
      assert.deepEqual(
        fields,
        { ...expectedSums(truths, name), ...heldByPods(own), pods_without_stats: name === 'team-a' ? 1 : 0 },
        name,
      );
    }
  }

  function nodeSums(truths: readonly Truth[]): Record<string, number> {
    const sum = (section: string, key: string) =>
      truths.reduce((total, { node }) => total + Number((node as Record<string, Truth>)[section]?.[key]), 0);
    return {
      node_cpu_usage_nanocores: sum('cpu', 'usageNanoCores'),
      node_memory_usage_bytes: sum('memory', 'usageBytes'),
      node_memory_working_set_bytes: sum('memory', 'workingSetBytes'),
    };
  }

  /** Every point of the truth is there, none is there besides. */
  async function compare(database: string, from: number): Promise<void> {
    const expected = new Map<string, Point['fields']>();
    const served = simulator.served().slice(from);
    assert.equal(served.length, 300);
    assert.equal(new Set(served.map(({ atMs }) => atMs)).size, 2);
    for (const one of new Map(served.map((each) => [`${each.node} ${each.atMs}`, each])).values())
      for (const point of pointsOf(one))
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
  }
});
