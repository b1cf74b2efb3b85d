import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { eventsOf, runHeapline } from '../setup/run-heapline.ts';
import { scrapeInto } from '../setup/scrape-into.ts';
import type { Account } from '../simulator/accounts.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { readerOfAll, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const blind: Account = { user: 'blind', token: 'blind-token', rights: ['list nodes', 'get nodes/stats'] };

describe('what the API says of pods', () => {
  let influx: Part;
  let simulator: Simulator;
  before(async () => {
    influx = await startInfluxDb();
    const clock = simulatorClock(-60_000);
    clock.freeze();
    const accounts = [scraper, readerOfAll, blind];
    simulator = await startSimulator({ nodes: 3, podsPerNode: 20, clock, accounts });
  });
  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const scrape = (database: string, account: Account, more: Record<string, string> = {}) =>
    scrapeInto(influx.url, database, simulator.kubeconfig(account), more);
  const tagsOf = async (database: string, measurement = 'kube_pod') =>
    (await points(influx.url, database, measurement)).map(({ tags }) => tags);
  const warnings = (ran: Awaited<ReturnType<typeof scrape>>) =>
    eventsOf(ran)
      .filter(({ event }) => event === 'warning')
      .map(({ msg }) => String(msg));

  it('without permission to list pods the run continues, warns once with the rule, and changes only the tag workload', async () => {
    const known = await scrape('known', scraper);
    assert.deepEqual(warnings(known), []);
    const unknown = await scrape('unknown', blind);
    assert.equal(unknown.code, 0, unknown.stderr);
    const [told, ...more] = warnings(unknown);
    assert.deepEqual(more, []);
    assert.match(
      told ?? '',
      /workload="unknown".*asked to list pods: it knows who asks, and refuses.*resources: \["pods"\], verbs: \["list"\]/,
    );
    for (const measurement of [
      'kube_pod',
      'kube_container',
      'kube_network',
      'kube_volume',
      'kube_filesystem',
    ]) {
      const sorted = (all: Record<string, string>[]) => all.map((tags) => JSON.stringify(tags)).sort();
      const without = (await tagsOf('known', measurement)).map((tags) =>
        tags['pod'] === undefined ? tags : { ...tags, workload: 'unknown', workload_kind: 'unknown' },
      );
      assert.deepEqual(sorted(await tagsOf('unknown', measurement)), sorted(without), measurement);
    }
    const [cluster] = await points(influx.url, 'unknown', 'kube_cluster');
    assert.equal(cluster?.fields['pods'], 60);
    assert.ok(!('pods_without_stats' in cluster.fields));
  });

  it('PODS_FROM=kubelet brings the same, from each kubelet’s own list, without the right to list pods', async () => {
    const ran = await scrape('kubelets', readerOfAll, { PODS_FROM: 'kubelet', METRICS: 'all' });
    assert.deepEqual(warnings(ran), []);
    await scrape('api', scraper, { METRICS: 'all' });
    for (const measurement of ['kube_pod', 'kube_container', 'kube_node'])
      assert.deepEqual(
        await points(influx.url, 'kubelets', measurement),
        await points(influx.url, 'api', measurement),
      );
  });

  it('PODS_FROM=kubelet without the right to it says which rule is missing, once', async () => {
    const ran = await scrape('kubelets_refuse', scraper, { PODS_FROM: 'kubelet' });
    assert.equal(ran.code, 0);
    const [told, ...more] = warnings(ran);
    assert.deepEqual(more, []);
    assert.match(told ?? '', /asked for its pods.*resources: \["nodes\/pods"\], verbs: \["get"\]/);
  });

  it('a list of pods that does not come costs the list, and no node', async () => {
    simulator.hangLists(true);
    const ran = await scrape('hanging', scraper, { SWEEP_TIMEOUT_MS: '5000' });
    simulator.hangLists(false);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((await tagsOf('hanging', 'kube_node')).length, 3);
    assert.match(warnings(ran)[0] ?? '', /two fifths of SWEEP_TIMEOUT_MS=5000 were over/);
  });

  it('a kubelet speaks of its own pods: those of other nodes in its list do not count', async () => {
    simulator.set('node-1', { foreignPods: true });
    await scrape('foreign', readerOfAll, { PODS_FROM: 'kubelet' });
    simulator.set('node-1', {});
    const held = async (database: string) =>
      (await points(influx.url, database, 'kube_node')).map(
        ({ fields }) => fields['resource_requests_millicpu_units'],
      );
    assert.deepEqual(await held('foreign'), await held('kubelets'));
  });

  it('PODS_FROM=none sends no request and logs nothing', async () => {
    const ran = await scrape('nobody', blind, { PODS_FROM: 'none' });
    assert.deepEqual([ran.code, warnings(ran)], [0, []]);
    assert.ok((await tagsOf('nobody')).every(({ workload }) => workload === 'unknown'));
  });

  it('LABELS makes tags of the labels of pods and of nodes, where they have them', async () => {
    await scrape('labels', scraper, { LABELS: 'tier,topology.kubernetes.io/zone=zone' });
    const pods = await tagsOf('labels');
    assert.ok(pods.every(({ tier, workload }) => (tier === 'front') === workload?.startsWith('web-')));
    assert.deepEqual(
      (await tagsOf('labels', 'kube_node')).map(({ zone }) => zone),
      ['zone-0', 'zone-1', 'zone-2'],
    );
    assert.ok((await tagsOf('labels', 'kube_volume')).every((tags) => !('zone' in tags)));
  });

  it('SKIP_OWNER_KINDS leaves pods out, and out of the sums, but not out of what their node holds', async () => {
    await scrape('skipped', scraper, { SKIP_OWNER_KINDS: 'CronJob' });
    assert.ok((await tagsOf('skipped')).every(({ workload_kind }) => workload_kind !== 'CronJob'));
    const [all, left] = await Promise.all(
      ['known', 'skipped'].map((database) => points(influx.url, database, 'kube_cluster')),
    );
    assert.equal(all?.[0]?.fields['pods'], 60);
    assert.equal(left?.[0]?.fields['pods'], 54);
    const held = async (database: string) =>
      (await points(influx.url, database, 'kube_node')).map(
        ({ fields }) => fields['resource_requests_millicpu_units'],
      );
    assert.deepEqual(await held('skipped'), await held('known'));
  });

  it('with credentials that cannot read, Heapster’s schema has no rates but the CPU’s, and one warning says why', async () => {
    const guarded = await startInfluxDb({ auth: true });
    const admin = { authorization: `Basic ${Buffer.from('admin:a').toString('base64')}` };
    await query(guarded.url, '', `CREATE USER admin WITH PASSWORD 'a' WITH ALL PRIVILEGES`);
    for (const influxql of [
      'CREATE DATABASE k8s',
      `CREATE USER writer WITH PASSWORD 'w'`,
      'GRANT WRITE ON k8s TO writer',
    ])
      await query(guarded.url, '', influxql, admin);
    const ran = await runHeapline(['scrape'], {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      SCHEMA: 'heapster',
      INFLUX_URL: guarded.url,
      INFLUX_USERNAME: 'writer',
      INFLUX_PASSWORD: 'w',
    });
    const names = (await query(guarded.url, 'k8s', 'SHOW MEASUREMENTS', admin)).flatMap(({ values }) =>
      values.flat(),
    );
    await guarded.stop();
    assert.equal(ran.code, 0, ran.stderr);
    const told = warnings(ran).filter((words) => !words.includes('plain http'));
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0] ?? '', /rates are left out but for the CPU’s: .*not authorized/);
    assert.ok(
      names.includes('cpu/usage_rate') && names.includes('network/rx') && !names.includes('network/rx_rate'),
    );
  });
});
