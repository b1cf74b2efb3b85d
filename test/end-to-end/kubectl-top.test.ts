import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { amountOf, windowMs } from '../oracle/quantities.ts';
import type { ExpectedPod, ExpectedUsage } from '../oracle/usage.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { kubectlProgram, type KubectlVersion, kubectlVersions } from '../setup/kubectl.ts';
import { type Served, startMetricsApi } from '../setup/metrics-api.ts';
import type { Part } from '../setup/processes.ts';
import { schemas, type TwoScrapes, twoScrapes } from '../setup/two-scrapes.ts';
import { viewer } from '../simulator/simulator.ts';

const run = promisify(execFile);

describe('kubectl top, by way of the API server', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  for (const schema of schemas)
    describe(`SCHEMA=${schema}`, () => {
      let scraped: TwoScrapes;
      let served: Served;
      let nodes: TwoScrapes['nodes'];
      let pods: TwoScrapes['pods'];

      before(async () => {
        scraped = await twoScrapes(influx.url, schema);
        ({ nodes, pods } = scraped);
        served = await startMetricsApi(scraped.simulator, influx.url, scraped.environment);
      });
      after(async () => {
        await served.stop();
        scraped.simulator.close();
      });

      const kubectl = async (version: KubectlVersion, ...args: string[]) => {
        const { stdout } = await run(kubectlProgram(version), [
          `--kubeconfig=${scraped.simulator.kubeconfig(viewer)}`,
          `--cache-dir=${served.folder}/${version}`,
          ...args,
        ]);
        return stdout;
      };
      const rowsOf = async (...args: Parameters<typeof kubectl>) =>
        (await kubectl(...args))
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.trim().split(/\s+/));

      for (const version of ['v1', 'v1beta1'])
        it(`${version}: every number is the kubelet’s`, async () => {
          const path = `/apis/metrics.k8s.io/${version}`;
          const list = async (of: string) =>
            JSON.parse(await kubectl('1.32', 'get', '--raw', `${path}/${of}`)) as { items: Item[] };
          const { items: nodeItems } = await list('nodes');
          assert.deepEqual(
            nodeItems.map(({ metadata }) => metadata.name),
            nodes.map(({ name }) => name),
          );
          for (const [index, { usage }] of nodes.entries())
            sameUsage(nodeItems[index]!, nodeItems[index]!.usage!, usage);
          const { items } = await list('pods');
          const key = (one: { namespace: string; name: string }) => `${one.namespace}/${one.name}`;
          assert.deepEqual(
            items.map(({ metadata }) => key(metadata)),
            pods.map(key).sort(),
          );
          for (const { metadata, timestamp, window, containers } of items) {
            const expected = pods.find((pod) => key(pod) === key(metadata))!;
            assert.deepEqual(
              containers!.map(({ name }) => name).sort(),
              [...expected.containers.keys()].sort(),
            );
            const [earliest] = [...expected.containers.values()].sort(
              (one, other) => one.timestampMs - other.timestampMs,
            );
            for (const { name, usage } of containers!) {
              const of = expected.containers.get(name)!;
              sameUsage({ timestamp, window }, usage, {
                ...of,
                timestampMs: earliest!.timestampMs,
                windowMs: earliest!.windowMs,
              });
            }
          }
        });

      function sameUsage(
        { timestamp, window }: Pick<Item, 'timestamp' | 'window'>,
        usage: Record<string, string>,
        expected: ExpectedUsage,
      ): void {
        assert.equal(Date.parse(timestamp), expected.timestampMs);
        assert.equal(windowMs(window), expected.windowMs);
        assert.ok(Math.abs(amountOf(usage['cpu']!) - expected.nanoCores / 1e9) < 1e-9);
        assert.equal(amountOf(usage['memory']!), expected.memoryBytes);
        const swap = schema === 'wide' ? expected.swapBytes : undefined;
        assert.equal(usage['swap'] && amountOf(usage['swap']), swap === undefined ? undefined : swap);
        assert.equal(amountOf(usage['ephemeral-storage']!), expected.ephemeralStorageBytes);
      }

      for (const version of kubectlVersions)
        describe(`kubectl ${version}`, () => {
          const cpu = (all: readonly ExpectedUsage[]) =>
            `${Math.ceil(all.reduce((sum, { nanoCores }) => sum + Math.round(nanoCores), 0) / 1e6)}m`;
          const memory = (all: readonly ExpectedUsage[]) =>
            `${Math.trunc(all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / 2 ** 20)}Mi`;
          const percent = (part: number, whole: number) => `${Math.trunc((100 * part) / whole)}%`;
          const nodeRow = ({ name, usage }: (typeof nodes)[number]) => [
            name,
            cpu([usage]),
            percent(Math.ceil(usage.nanoCores / 1e6), 4000),
            memory([usage]),
            percent(usage.memoryBytes, 15 * 2 ** 30),
          ];
          const podRow = ({ namespace, name, containers }: ExpectedPod) => {
            const all = [...containers.values()];
            return [namespace, name, cpu(all), memory(all)];
          };
          const inOrder = (rows: string[][]) =>
            rows.toSorted((one, other) => (one.join(' ') < other.join(' ') ? -1 : 1));

          it('top nodes, top node NAME', async () => {
            assert.deepEqual(await rowsOf(version, 'top', 'nodes'), nodes.map(nodeRow));
            assert.deepEqual(await rowsOf(version, 'top', 'node', 'node-2'), [nodeRow(nodes[1]!)]);
          });

          it('top nodes -l, --sort-by', async () => {
            const even = nodes.filter(({ name }) => ['node-1', 'node-3'].includes(name)).map(nodeRow);
            assert.deepEqual(await rowsOf(version, 'top', 'nodes', '-l', 'pool=even'), even);
            const byMemory = nodes.toSorted((one, other) => other.usage.memoryBytes - one.usage.memoryBytes);
            assert.deepEqual(
              await rowsOf(version, 'top', 'nodes', '--sort-by=memory'),
              byMemory.map(nodeRow),
            );
          });

          it('top pods -A, -n, -l, NAME', async () => {
            const rows = inOrder(pods.map(podRow));
            assert.deepEqual(inOrder(await rowsOf(version, 'top', 'pods', '-A')), rows);
            const ofNamespace = rows.filter(([namespace]) => namespace === 'data').map((row) => row.slice(1));
            assert.deepEqual(inOrder(await rowsOf(version, 'top', 'pods', '-n', 'data')), ofNamespace);
            const chosen = await rowsOf(version, 'top', 'pods', '-A', '-l', 'app in (db),app!=web');
            assert.deepEqual(
              inOrder(chosen),
              rows.filter(([namespace]) => namespace === 'data'),
            );
            assert.deepEqual(
              await rowsOf(version, 'top', 'pod', 'db-1000', '-n', 'data'),
              ofNamespace.filter(([name]) => name === 'db-1000'),
            );
          });

          it('top pods --containers, --sort-by', async () => {
            const rows = pods
              .filter(({ namespace }) => namespace === 'data')
              .flatMap(({ name, containers }) =>
                [...containers].map(([container, usage]) => [name, container, cpu([usage]), memory([usage])]),
              );
            assert.deepEqual(
              inOrder(await rowsOf(version, 'top', 'pods', '-n', 'data', '--containers')),
              inOrder(rows),
            );
            const byCpu = await rowsOf(version, 'top', 'pods', '-A', '--sort-by=cpu');
            const numbers = byCpu.map((row) => parseInt(row[2] ?? ''));
            assert.deepEqual(
              numbers,
              numbers.toSorted((one, other) => other - one),
            );
          });

          if (version !== '1.20')
            it('top pods --sum, --field-selector', async () => {
              const data = pods.filter(({ namespace }) => namespace === 'data');
              const rows = await rowsOf(version, 'top', 'pods', '-n', 'data', '--sum');
              const all = data.flatMap(({ containers }) => [...containers.values()]);
              assert.deepEqual(rows.at(-1), [cpu(all), memory(all)]);
              const [one] = await rowsOf(
                version,
                'top',
                'pods',
                '-n',
                'data',
                '--field-selector=metadata.name=db-0',
              );
              assert.equal(one?.[0], 'db-0');
            });

          if (version === '1.36')
            it('top nodes and pods --show-swap', async () => {
              const swap = (all: readonly ExpectedUsage[]) =>
                schema === 'wide' ? all.reduce((sum, { swapBytes = 0 }) => sum + swapBytes, 0) : 0;
              const inMebibytes = (all: readonly ExpectedUsage[]) => `${Math.trunc(swap(all) / 2 ** 20)}Mi`;
              const ofNodes = await rowsOf(version, 'top', 'nodes', '--show-swap');
              // A node whose kubelet tells no swap has none that a share could be taken of.
              const expected = nodes.map(({ usage }) =>
                usage.swapBytes === undefined ? '<unknown>' : inMebibytes([usage]),
              );
              assert.deepEqual(
                ofNodes.map((row) => row[5]),
                expected,
              );
              const rows = await rowsOf(version, 'top', 'pods', '-A', '--show-swap');
              const ofPods = pods.map((pod) => [...podRow(pod), inMebibytes([...pod.containers.values()])]);
              assert.deepEqual(inOrder(rows), inOrder(ofPods));
            });

          it('finds the kinds, and prints them as tables', async () => {
            const kinds = await kubectl(version, 'api-resources', '--api-group=metrics.k8s.io', '-o', 'name');
            assert.deepEqual(kinds.trim().split('\n').sort(), [
              'nodes.metrics.k8s.io',
              'pods.metrics.k8s.io',
            ]);
            const rows = await rowsOf(version, 'get', 'pods.metrics.k8s.io', '-n', 'data');
            assert.deepEqual(
              rows.map(([name]) => name),
              pods
                .filter(({ namespace }) => namespace === 'data')
                .map(({ name }) => name)
                .sort(),
            );
          });

          it('says that what is not there is not found', async () => {
            await assert.rejects(
              kubectl(version, 'top', 'node', 'nobody'),
              /Error from server \(NotFound\): nodes.* "nobody" not found/,
            );
            await assert.rejects(
              kubectl(version, 'top', 'pod', 'nobody', '-n', 'data'),
              /Error from server \(NotFound\): pods.* "nobody" not found/,
            );
          });
        });
    });
});

interface Item {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Record<string, string>;
  readonly containers?: readonly { readonly name: string; readonly usage: Record<string, string> }[];
}
