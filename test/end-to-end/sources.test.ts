import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { points } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { eventsOf } from '../setup/run-heapline.ts';
import { scrapeInto } from '../setup/scrape-into.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { list, object, text, type Truth } from '../simulator/json.ts';
import { readerOfAll, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

describe('one cluster by each of its endpoints', () => {
  let influx: Part;
  let simulator: Simulator;
  before(async () => {
    influx = await startInfluxDb();
    const clock = simulatorClock(-60_000);
    clock.freeze();
    const endpoints = ['summary', 'container', 'resource'] as const;
    simulator = await startSimulator({ nodes: 4, podsPerNode: 20, clock, endpoints });
  });
  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const scrape = (database: string, more: Record<string, string>) =>
    scrapeInto(influx.url, database, simulator.kubeconfig(readerOfAll), { METRICS: 'all', ...more });

  /** Each object with what all endpoints tell of it exactly, its time and memory, and its CPU. */
  const common = async (database: string) => {
    const found: [string, bigint][] = [];
    for (const measurement of ['kube_node', 'kube_pod', 'kube_container'])
      for (const { tags, timeMs, fields } of await points(influx.url, database, measurement))
        found.push([
          [
            measurement,
            JSON.stringify(Object.entries(tags).sort()),
            timeMs,
            fields['memory_working_set_bytes'],
          ].join(' '),
          BigInt(fields['cpu_usage_core_nanoseconds'] as number | bigint),
        ]);
    return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)));
  };

  // /metrics/resource gives seconds in a double: of a large counter the last digit is gone.
  const lostNanoseconds = (counter: bigint) => (counter < 2n ** 50n ? 0n : counter / 2n ** 52n + 1n);

  for (const source of ['container', 'resource'])
    it(`KUBELET_SOURCE=${source}: the same nodes, pods and containers at the same times with the same CPU and memory`, async () => {
      assert.equal((await scrape('by_summary', { KUBELET_SOURCE: 'summary' })).code, 0);
      const ran = await scrape(`by_${source}`, { KUBELET_SOURCE: source });
      assert.equal(ran.code, 0, ran.stderr);
      const [told, summary] = [await common(`by_${source}`), await common('by_summary')];
      assert.deepEqual([...told.keys()], [...summary.keys()]);
      for (const [object, cpu] of summary) {
        const difference = (told.get(object) ?? 0n) - cpu;
        const lost = source === 'resource' ? lostNanoseconds(cpu) : 0n;
        assert.ok(difference <= lost && difference >= -lost, `${object}: CPU differs by ${difference} ns`);
      }
      const sources = (await points(influx.url, `by_${source}`, 'heapline_node')).map(
        ({ fields }) => fields['source'],
      );
      assert.deepEqual(sources, [source, source, source, source]);
    });

  it('KUBELET_SOURCE=container: interfaces, devices, load, page cache and disk I/O are written, too', async () => {
    await scrape('container_only', { KUBELET_SOURCE: 'container' });
    const [node] = simulator.nodes;
    const served = simulator.served().findLast((one) => one.node === node?.name)!;
    const root = object(simulator.containers(served)['/']);
    const last = object(list(root['stats']).at(-1));
    const at = async (measurement: string, tag: string, value: string) =>
      (await points(influx.url, 'container_only', measurement)).find(
        ({ tags }) => tags['node'] === node?.name && tags['pod'] === undefined && tags[tag] === value,
      )?.fields;
    const nodeFields = await at('kube_node', 'node', node?.name ?? '');
    assert.equal(nodeFields?.['memory_cache_bytes'], object(last['memory'])['cache']);
    assert.equal(nodeFields?.['cpu_load_average_milli'], object(last['cpu'])['load_average']);
    const eth0 = list(object(last['network'])['interfaces']).find(
      (one) => text(one['name']) === 'eth0',
    ) as Truth;
    assert.equal((await at('kube_network', 'interface', 'eth0'))?.['rx_bytes'], eth0['rx_bytes']);
    const device = await at('kube_filesystem', 'filesystem', '/dev/sda1');
    assert.equal(device?.['used_bytes'], object(list(last['filesystem'])[0])['usage']);
    const disk = await at('kube_filesystem', 'filesystem', '/dev/sda');
    const io = object(object(list(object(last['diskio'])['io_service_bytes'])[0])['stats']);
    assert.deepEqual([disk?.['io_read_bytes'], disk?.['io_write_bytes']], [io['Read'], io['Write']]);
  });

  it('auto uses the first endpoint that each kubelet has; a 403 is reported with the rule, without a fallback', async () => {
    simulator.set('node-2', { endpoints: ['container', 'resource'] });
    simulator.set('node-3', { endpoints: ['resource'] });
    const ran = await scrape('auto', {});
    assert.equal(ran.code, 0, ran.stderr);
    const told = await points(influx.url, 'auto', 'heapline_node');
    assert.deepEqual(
      told.map(({ tags, fields }) => `${tags['node'] ?? ''} ${String(fields['source'])}`),
      ['node-1 summary', 'node-2 container', 'node-3 resource', 'node-4 summary'],
    );
    const refused = await scrape('refused', { KUBECONFIG: simulator.kubeconfig(scraper) });
    for (const name of ['node-2', 'node-3']) simulator.set(name, {});
    const failed = eventsOf(refused).filter(({ event }) => event === 'node_failed');
    assert.deepEqual(failed.map(({ node, cause }) => [node, cause]).sort(), [
      ['node-2', 'forbidden'],
      ['node-3', 'forbidden'],
    ]);
    for (const { remedy } of failed)
      assert.match(String(remedy), /resources: \["nodes\/stats"\], verbs: \["create"\]/);
  });
});
