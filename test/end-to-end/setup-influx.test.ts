import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import {
  type StandIn,
  standInOrg,
  standInReadToken,
  standInToken,
  startInfluxDb2StandIn,
} from '../setup/influxdb2-stand-in.ts';
import type { Part } from '../setup/processes.ts';
import { startVictoriaMetrics } from '../setup/victoria-metrics.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';

describe('setup-influx, of a real InfluxDB 1.x', () => {
  let influx: Part;
  let simulator: Simulator;
  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({ nodes: 2, podsPerNode: 10, clock: simulatorClock(-60_000) });
  });
  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const setup = (environment: Record<string, string> = {}, ...args: string[]) =>
    runHeapline(['setup-influx', ...args], { INFLUX_URL: influx.url, ...environment });
  const marks = (stdout: string) =>
    new Set(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, 8).trim()),
    );

  it('--dry-run shows the statements and does nothing', async () => {
    const { code, stdout } = await setup({}, '--dry-run');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^would do {2}CREATE DATABASE "k8s" WITH DURATION 30d REPLICATION 1 NAME "autogen"\n/,
    );
    const databases = await query(influx.url, '', 'SHOW DATABASES');
    assert.doesNotMatch(JSON.stringify(databases), /k8s/);
  });

  for (const schema of ['wide', 'heapster', 'heapster-fields'] as const)
    it(`${schema}: makes a database that a scrape can write to; the second time does nothing; the queries thin out what was written`, async () => {
      const environment = { INFLUX_DATABASE: `made "${schema}"`, SCHEMA: schema };
      const first = await setup(environment);
      assert.equal(first.code, 0, first.stderr);
      assert.deepEqual([...marks(first.stdout)], ['done']);
      const second = await setup(environment);
      assert.deepEqual([...marks(second.stdout)], ['is there'], second.stdout);

      const scraped = await runHeapline(['scrape'], {
        ...environment,
        KUBECONFIG: simulator.kubeconfig(),
        KUBELET_ACCESS: 'direct',
        METRICS: 'all',
        INFLUX_URL: influx.url,
      });
      assert.equal(scraped.code, 0, scraped.stderr);

      // What the server will do every ten minutes, done at once.
      const bodies = [...first.stdout.matchAll(/ BEGIN (SELECT .*) END$/gm)].map(([, body = '']) => body);
      assert.ok(bodies.length > 5);
      for (const body of bodies)
        await query(
          influx.url,
          environment.INFLUX_DATABASE,
          body.replace(' GROUP BY', ' WHERE time > now() - 1d GROUP BY'),
        );
      const measurement = { wide: 'kube_node', heapster: 'memory/usage', 'heapster-fields': 'memory' }[
        schema
      ];
      const field = { wide: 'memory_usage_bytes', heapster: 'value', 'heapster-fields': 'usage' }[schema];
      const own = await points(influx.url, environment.INFLUX_DATABASE, measurement);
      const long = await query(
        influx.url,
        environment.INFLUX_DATABASE,
        `SELECT * FROM "long"."${measurement}" GROUP BY *`,
      );
      assert.equal(long.length, own.length);
      const column = long[0]?.columns.indexOf(field) ?? -1;
      const thinned = new Map(long.map(({ tags, values }) => [sortedTags(tags), values[0]?.[column]]));
      for (const { tags, fields } of own) assert.equal(thinned.get(sortedTags(tags)), fields[field]);
    });

  function sortedTags(tags: Readonly<Record<string, string>>): string {
    return JSON.stringify(
      Object.entries(tags)
        .filter(([, value]) => value !== '')
        .sort(),
    );
  }

  it('keeps the retention of an existing database, and warns where it would become shorter', async () => {
    await query(influx.url, '', 'CREATE DATABASE old WITH NAME "default"');
    const environment = { INFLUX_DATABASE: 'old', INFLUX_LONG_RETENTION: 'none' };
    assert.equal(
      (await setup(environment)).stdout,
      'is there  retention policy "default" ON "old": DURATION INF\n',
    );
    const told = await setup({ ...environment, INFLUX_RETENTION: '7d' });
    assert.equal(
      told.stdout,
      'done      ALTER RETENTION POLICY "default" ON "old" DURATION 7d SHARD DURATION 1d\n',
    );
    assert.match(told.stderr, /Points of "default" older than 7d are dropped/);
  });

  it('sets up two schemas in one database, each its own queries, and takes any interval and retention', async () => {
    const environment = { INFLUX_DATABASE: 'both', INFLUX_LONG_INTERVAL: '2h', INFLUX_RETENTION: '3d' };
    for (const SCHEMA of ['wide', 'heapster', 'heapster-fields'])
      assert.equal((await setup({ ...environment, SCHEMA })).code, 0);
    for (const SCHEMA of ['wide', 'heapster', 'heapster-fields'])
      assert.deepEqual([...marks((await setup({ ...environment, SCHEMA })).stdout)], ['is there']);
    const shorter = await setup({ ...environment, INFLUX_RETENTION: '6h' });
    assert.equal(shorter.code, 0, shorter.stderr);
  });

  it('reports all invalid settings at once', async () => {
    const { code, stderr } = await setup({ INFLUX_URL: '', INFLUX_RETENTION: 'soon', INFLUX_BUCKET: 'b' });
    assert.equal(code, 2);
    for (const words of [/INFLUX_RETENTION is "soon"/, /INFLUX_URL is missing/, /INFLUX_ORG is not/])
      assert.match(stderr, words);
  });

  it('reports a server that does not answer', async () => {
    const { code, stderr } = await setup({ INFLUX_URL: 'http://127.0.0.1:9' });
    assert.equal(code, 2);
    assert.match(stderr, /InfluxDB could not answer: .*ECONNREFUSED/);
  });
});

describe('setup-influx, of a stand-in for InfluxDB 2.x', () => {
  let standIn: StandIn;
  before(async () => {
    standIn = await startInfluxDb2StandIn();
  });
  after(() => standIn.close());

  const setup = (environment: Record<string, string> = {}, ...args: string[]) =>
    runHeapline(['setup-influx', ...args], {
      INFLUX_URL: standIn.url,
      INFLUX_BUCKET: 'k8s',
      INFLUX_ORG: standInOrg.name,
      INFLUX_TOKEN: standInToken,
      ...environment,
    });

  it('--dry-run shows the requests and sends none of them', async () => {
    const { code, stdout } = await setup({}, '--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /^would do {2}POST \/api\/v2\/buckets .*"everySeconds":2592000/);
    assert.deepEqual(standIn.changes, []);
  });

  it('makes the bucket, its mapping, a bucket for longer and the task; the second time does nothing', async () => {
    assert.equal((await setup()).code, 0);
    assert.deepEqual(standIn.changes, [
      'POST /api/v2/buckets',
      'POST /api/v2/dbrps',
      'POST /api/v2/buckets',
      'POST /api/v2/tasks',
    ]);
    assert.deepEqual(
      standIn.buckets.map(({ name, retentionRules }) => [name, retentionRules]),
      [
        ['k8s', [{ type: 'expire', everySeconds: 2_592_000 }]],
        ['k8s_long', [{ type: 'expire', everySeconds: 31_536_000 }]],
      ],
    );
    const mapping = standIn.mappings.find(({ virtual }) => !virtual);
    assert.deepEqual([mapping?.database, mapping?.bucketID], ['k8s', standIn.buckets[0]?.id]);

    const { stdout } = await setup();
    assert.equal(standIn.changes.length, 4);
    assert.ok(
      stdout.split('\n').every((line) => line === '' || line.startsWith('is there')),
      stdout,
    );
  });

  it('changes only what is requested; another schema has a task of its own', async () => {
    assert.equal((await setup({ INFLUX_RETENTION: '7d', SCHEMA: 'heapster' })).code, 0);
    assert.deepEqual(standIn.changes.slice(4), [
      `PATCH /api/v2/buckets/${standIn.buckets[0]?.id ?? ''}`,
      'POST /api/v2/tasks',
    ]);
    assert.match(standIn.tasks[1]?.flux ?? '', /"cpu\/usage_rate"/);
    assert.equal((await setup({ INFLUX_LONG_INTERVAL: '30m' })).code, 0);
    assert.deepEqual(standIn.changes.slice(6), [`PATCH /api/v2/tasks/${standIn.tasks[0]?.id ?? ''}`]);
  });

  it('a mapping to another bucket is reported and not changed', async () => {
    standIn.mappings.push({ id: '0a1b2c', database: 'led_astray', bucketID: 'another', default: true });
    const { code, stderr } = await setup({ INFLUX_BUCKET: 'led_astray' });
    assert.equal(code, 2);
    assert.match(stderr, /finds another bucket as the database "led_astray".*\n.*dbrp delete --id 0a1b2c`/);
  });

  for (const [title, environment, words] of [
    ['a wrong token', { INFLUX_TOKEN: 'wrong' }, /could not be set up: .*unauthorized/],
    [
      'a token that may only look',
      { INFLUX_TOKEN: standInReadToken, INFLUX_BUCKET: 'new' },
      /could not be set up: .*insufficient permissions/,
    ],
    ['an organisation that is not there', { INFLUX_ORG: 'nobody' }, /organi[sz]ation/],
  ] as const)
    it(`says what is wrong with ${title}`, async () => {
      const { code, stderr } = await setup(environment);
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /wrong/);
    });
});

it('setup-influx says so where a server answers well and does nothing, as VictoriaMetrics does', async () => {
  const victoria = await startVictoriaMetrics();
  const { code, stderr } = await runHeapline(['setup-influx'], { INFLUX_URL: victoria.url });
  await victoria.stop();
  assert.equal(code, 2, stderr);
  assert.match(stderr, /answered as if all were done, and \d+ of \d+ things are not there/);
});
