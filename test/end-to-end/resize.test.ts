import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { resizer, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const nodes = 20;

for (const version of ['v1', 'v1beta1'] as const)
  describe(`heapline resize, of a CronJob of batch/${version}`, () => {
    let simulator: Simulator;
    let influx: Part;
    const resize = (args: readonly string[], more: Record<string, string> = {}, account = resizer) =>
      runHeapline(['resize', ...args], { KUBECONFIG: simulator.kubeconfig(account), ...more });
    const resourcesNow = () =>
      (
        simulator.cronJob() as {
          spec: { jobTemplate: { spec: { template: { spec: { containers: { resources?: object }[] } } } } };
        }
      ).spec.jobTemplate.spec.template.spec.containers.map(({ resources }) => resources);

    before(async () => {
      influx = await startInfluxDb();
      simulator = await startSimulator({ nodes, podsPerNode: 1, cronJobVersion: version });
    });

    after(async () => {
      simulator.close();
      await influx.stop();
    });

    // 20 nodes count as 24: 100m + 24 × 0.1m, 192Mi + 24 × 96Ki.
    const fitting = {
      requests: { cpu: '103m', memory: '195Mi' },
      limits: { cpu: '1000m', memory: '195Mi' },
    };

    it('--dry-run prints the patch, and changes nothing', async () => {
      const before = resourcesNow();
      const { code, stdout, stderr } = await resize(['--dry-run']);
      assert.equal(code, 0, stderr);
      const { spec } = JSON.parse(stdout) as {
        spec: { jobTemplate: { spec: { template: { spec: object } } } };
      };
      assert.deepEqual(spec.jobTemplate.spec.template.spec, {
        containers: [{ name: 'heapline', resources: fitting }],
      });
      assert.match(stderr, /This would be changed: .*because there are 20 nodes/);
      assert.deepEqual(resourcesNow(), before);
    });

    it('fits the one container to the number of nodes; again it leaves it as it is', async () => {
      const { code, stdout, stderr } = await resize([]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^changed: requests cpu 103m memory 195Mi, limits cpu 1000m memory 195Mi/);
      assert.deepEqual(resourcesNow(), [fitting, undefined]);
      assert.match((await resize([])).stdout, /^left as it is: /);
    });

    it('leaves a difference within the threshold', async () => {
      const more = { RESIZE_MEMORY: '194Mi' };
      assert.match((await resize([], { ...more, RESIZE_THRESHOLD_PERCENT: '5' })).stdout, /^left as it is: /);
      assert.match((await resize(['--dry-run'], more)).stderr, /This would be changed/);
    });

    it('RESIZE_FROM=runs fits it to what runs took', async () => {
      const database = { INFLUX_URL: influx.url, RESIZE_FROM: 'runs' };
      await query(influx.url, '', 'CREATE DATABASE k8s');
      const none = await resize([], database);
      assert.equal(none.code, 0);
      assert.match(none.stderr, /InfluxDB knows of no run in the cluster default/);
      assert.match(none.stdout, /because there are 20 nodes/);
      const scrape = await runHeapline(['scrape'], {
        KUBECONFIG: simulator.kubeconfig(scraper),
        KUBELET_ACCESS: 'direct',
        INFLUX_URL: influx.url,
      });
      assert.equal(scrape.code, 0, scrape.stderr);
      const [run] = await query(influx.url, 'k8s', 'SELECT peak_rss_bytes FROM heapline_run');
      const peakBytes = Number(run?.values[0]?.[1]);
      const { code, stdout, stderr } = await resize([], { ...database, RESIZE_MARGIN_PERCENT: '50' });
      assert.equal(code, 0, stderr);
      const memory = `${Math.ceil((1.5 * peakBytes) / 2 ** 20)}Mi`;
      assert.match(stdout, /because of 1 runs the costliest took/);
      assert.deepEqual((resourcesNow()[0] as typeof fitting).limits.memory, memory);
    });

    for (const [title, environment, account, expected, words] of [
      ['no right', {}, scraper, 3, /resourceNames: \["heapline"\], verbs: \["get", "patch"\]/],
      [
        'no such CronJob',
        { RESIZE_CRONJOB: 'other' },
        resizer,
        2,
        /There is no CronJob other in the namespace heapline/,
      ],
      [
        'no such container',
        { RESIZE_CONTAINER: 'x' },
        resizer,
        2,
        /RESIZE_CONTAINER to one of heapline, sidecar/,
      ],
      ['an amount that is none', { RESIZE_MEMORY: 'much' }, resizer, 2, /RESIZE_MEMORY is "much"/],
      ['no InfluxDB to ask', { RESIZE_FROM: 'runs' }, resizer, 2, /INFLUX_URL is missing/],
    ] as const)
      it(`${title}: ends with ${expected}, and says what mends it`, async () => {
        const { code, stdout, stderr } = await resize([], environment, account);
        assert.equal(code, expected, stderr);
        assert.equal(stdout, '');
        assert.match(stderr, words);
      });
  });

it('heapline resize divides the nodes among the shards of an Indexed Job', async () => {
  const simulator = await startSimulator({ nodes, podsPerNode: 1, cronJobShards: 4 });
  const { stderr } = await runHeapline(['resize', '--dry-run'], {
    KUBECONFIG: simulator.kubeconfig(resizer),
  });
  simulator.close();
  // Five nodes count as 16.
  assert.match(stderr, /requests cpu 102m memory 194Mi.* because there are 20 nodes for 4 shards/);
});
