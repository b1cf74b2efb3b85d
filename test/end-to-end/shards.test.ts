import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Value } from '../oracle/expected.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const count = 8;
const aMinuteLater = new URL('../setup/a-minute-later.mjs', import.meta.url).href;

describe('eight shards', () => {
  let simulator: Simulator;
  let influx: Part;

  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({ nodes: 40, podsPerNode: 6 });
    simulator.clock.freeze();
    simulator.set('node-7', { fault: 'reset' });
  });

  after(async () => {
    simulator.close();
    await influx.stop();
  });

  for (const schema of ['wide', 'heapster', 'heapster-fields'])
    it(`${schema}: write what one run over all nodes writes, point for point, and their sums add up to its sums, also across the turn of a minute`, async () => {
      const [whole, parts] = [`whole_${schema}`, `parts_${schema}`];
      // Of one minute, however long the shards take to start.
      const jobName = `heapline-${Math.floor(Date.now() / 60_000)}`;
      await scrape(schema, whole, { JOB_NAME: jobName });
      const shards = Array.from({ length: count }, (_, index) => `${index}/${count}`);
      // The turn of a minute comes while they start.
      for (const [index, shard] of shards.entries())
        await scrape(schema, parts, {
          JOB_NAME: jobName,
          SHARD: shard,
          ...(index < count / 2 ? {} : { NODE_OPTIONS: `--import ${aMinuteLater}` }),
        });

      const [ofWhole, ofParts] = [await everything(whole), await everything(parts)];
      const isSum = ({ tags, measurement }: Point) =>
        ['kube_cluster', 'kube_namespace'].includes(measurement) ||
        ['cluster', 'ns'].includes(tags['type'] ?? '');
      const own = (all: readonly Point[]) => all.filter((point) => !isSum(point)).map(spelled);
      assert.deepEqual(own(ofParts).sort(), own(ofWhole).sort());
      assert.ok(own(ofWhole).length > 1000);

      const sums = ofWhole.filter(isSum);
      const added = addedUp(ofParts.filter(isSum));
      assert.ok(ofParts.filter(isSum).every(({ tags }) => shards.includes(tags['shard'] ?? '')));
      assert.ok(sums.every(({ tags }) => tags['shard'] === undefined));
      assert.deepEqual(added, addedUp(sums));
      assert.ok(sums.length > 5);

      const runs = await points(influx.url, parts, 'heapline_run');
      const nodes = runs.map(({ fields }) => Number(fields['nodes']));
      assert.equal(runs.length, count);
      assert.equal(
        nodes.reduce((sum, of) => sum + of, 0),
        40,
      );
      assert.ok(
        nodes.every((of) => of > 0 && of < 15),
        nodes.join(' '),
      );
    });

  for (const shard of ['8/8', '0', '-1/2', '0/0'])
    it(`SHARD=${shard} is refused`, async () => {
      const { code, stderr } = await runHeapline(['scrape'], {
        KUBECONFIG: simulator.kubeconfig(scraper),
        SHARD: shard,
      });
      assert.equal(code, 2);
      assert.match(stderr, /SHARD is .*which is not a shard, counted from zero/);
    });

  async function scrape(schema: string, database: string, more: Record<string, string>): Promise<void> {
    await query(influx.url, '', `CREATE DATABASE "${database}"`);
    const { code, stderr } = await runHeapline(['scrape'], {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: influx.url,
      INFLUX_DATABASE: database,
      SCHEMA: schema,
      MIN_NODES_SHARE: '0',
      ...more,
    });
    assert.equal(code, 0, stderr);
  }

  type Point = Awaited<ReturnType<typeof points>>[number];

  /** Every point but for what runs say of themselves. */
  async function everything(database: string): Promise<Point[]> {
    const measurements = (await query(influx.url, database, 'SHOW MEASUREMENTS')).flatMap(({ values }) =>
      values.map(([name]) => String(name)),
    );
    const found = await Promise.all(
      measurements
        .filter((name) => !name.startsWith('heapline_'))
        .map((name) => points(influx.url, database, name)),
    );
    return found.flat();
  }

  /** Over their shards. */
  function addedUp(sums: readonly Point[]): Record<string, Record<string, number>> {
    const added: Record<string, Record<string, number>> = {};
    for (const { measurement, tags, timeMs, fields } of sums) {
      const others = Object.entries(tags).filter(([name]) => name !== 'shard');
      const of = (added[JSON.stringify([measurement, others, timeMs])] ??= {});
      for (const [field, value] of Object.entries<Value>(fields))
        of[field] = (of[field] ?? 0) + Number(value);
    }
    return Object.fromEntries(Object.entries(added).sort());
  }
});

/** Counters may be too long for a number. */
function spelled(point: object): string {
  return JSON.stringify(point, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
