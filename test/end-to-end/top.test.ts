import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { ExpectedPod, ExpectedUsage } from '../oracle/usage.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { program, runHeapline } from '../setup/run-heapline.ts';
import { schemas, type TwoScrapes, twoScrapes } from '../setup/two-scrapes.ts';
import { list, object, text } from '../simulator/json.ts';

describe('heapline top', () => {
  let influx: Part;
  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  for (const schema of schemas)
    describe(`SCHEMA=${schema}`, () => {
      let scraped: TwoScrapes;
      before(async () => {
        scraped = await twoScrapes(influx.url, schema);
      });
      after(() => scraped.simulator.close());

      const top = async (...args: string[]) => {
        const ran = await runHeapline(['top', ...args], scraped.environment);
        assert.equal(ran.code, 0, ran.stderr);
        return ran.stdout;
      };
      const rows = async (...args: string[]) =>
        JSON.parse(await top(...args, '--json', '--limit', '0')) as Row[];

      it('nodes: as kubectl top has them, and what they did in the last hour', async () => {
        const found = await rows('nodes');
        assert.deepEqual(
          found.map(({ name }) => name),
          scraped.nodes.map(({ name }) => name),
        );
        for (const [index, { usage }] of scraped.nodes.entries()) {
          const { cpuNanoCores, memoryBytes, cpuShare, memoryShare, lastHour } = found[index]!;
          near(cpuNanoCores, usage.nanoCores);
          assert.equal(memoryBytes, usage.memoryBytes);
          near(cpuShare! * 4000e6, usage.nanoCores);
          near(memoryShare! * 15 * 2 ** 30, usage.memoryBytes);
          hourOf(lastHour, usage.nanoCores / 1e9);
        }
      });

      it('pods and namespaces: sums of containers and of pods', async () => {
        const found = await rows('pods');
        const named = new Map(found.map((row) => [`${row.namespace ?? ''}/${row.name ?? ''}`, row]));
        assert.equal(named.size, scraped.pods.length);
        for (const pod of scraped.pods) {
          const row = named.get(`${pod.namespace}/${pod.name}`)!;
          near(
            row.cpuNanoCores,
            sum(pod, ({ nanoCores }) => nanoCores),
          );
          assert.equal(
            row.memoryBytes,
            sum(pod, ({ memoryBytes }) => memoryBytes),
          );
        }
        const namespaces = await rows('namespaces');
        const expected = Map.groupBy(scraped.pods, ({ namespace }) => namespace);
        assert.deepEqual(
          namespaces.map(({ name }) => name),
          [...expected.keys()].sort(),
        );
        for (const { name, pods, cpuNanoCores } of namespaces) {
          const members = expected.get(name!)!;
          assert.equal(pods, members.length);
          near(
            cpuNanoCores,
            members.reduce((all, pod) => all + sum(pod, ({ nanoCores }) => nanoCores), 0),
          );
        }
      });

      it('volumes: what is used of each, now and in the last hour', async () => {
        const expected = scraped.simulator.nodes.flatMap(({ name }) => {
          const served = scraped.simulator.served().findLast(({ node }) => node === name)!;
          return list(scraped.simulator.truth(served)['pods']).flatMap((pod) =>
            list(pod['volume'])
              .filter((volume) => schema !== 'wide' || volume['name'] === 'disk')
              .map((volume) => ({
                namespace: text(object(pod['podRef'])['namespace']),
                pod: text(object(pod['podRef'])['name']),
                volume: text(volume['name']),
                usedBytes: Number(volume['usedBytes']),
                capacityBytes: Number(volume['capacityBytes']),
              })),
          );
        });
        const found = await rows('volumes', ...(schema === 'wide' ? ['--filter', 'disk'] : []));
        for (const one of expected) {
          const row = found.find(
            ({ namespace, pod, volume }) =>
              namespace === one.namespace && pod === one.pod && volume === one.volume,
          );
          assert.deepEqual([row?.usedBytes, row?.capacityBytes], [one.usedBytes, one.capacityBytes]);
          assert.ok(row!.lastHour.some((value) => value !== null));
        }
        assert.ok(expected.length > 5);
      });

      it('sorts, filters, and shows the requested number of rows', async () => {
        const sorted = await rows('pods', '--sort', 'cpu');
        const cores = sorted.map(({ cpuNanoCores }) => cpuNanoCores!);
        assert.deepEqual(
          cores,
          cores.toSorted((one, other) => other - one),
        );
        const some = await rows('pods', '-n', 'data', '--filter', 'db-1');
        assert.ok(
          some.length > 0 &&
            some.every(({ namespace, name }) => namespace === 'data' && name!.includes('db-1')),
        );
        const lines = (await top('pods', '--limit', '3')).trim().split('\n');
        assert.match(lines[0]!, /^NAMESPACE +NAME +CPU\(cores\) +MEMORY\(bytes\) +CPU, LAST HOUR$/);
        assert.equal(lines.length, 5);
        assert.equal(lines.at(-1), `… and ${scraped.pods.length - 3} more`);
        assert.match(lines[1]!, /m +\d+Mi +.*█/);
      });

      /** One rate there is, of the minute between the two. */
      function hourOf(values: readonly (number | null)[], cores: number): void {
        const known = values.flatMap((value) => value ?? []);
        assert.equal(values.length, 30);
        assert.ok(known.length > 0 && known.length < 3);
        // Heapster’s is whole millicores, and its first is the kubelet’s own average.
        assert.ok(Math.abs(known.at(-1)! - cores) < 0.002, `${known.join()} ${cores}`);
      }
    });

  it('--watch prints again at each interval until it is interrupted', async () => {
    const { environment, simulator } = await twoScrapes(influx.url, 'wide');
    const { code, stdout, stderr } = await runHeapline(
      ['top', 'nodes', '--watch', '1'],
      environment,
      (kill, _, shown) => {
        let looks = 0;
        shown.on('data', (chunk: Buffer) => {
          looks += chunk.toString().split('NAME').length - 1;
          if (looks >= 2) kill('SIGINT');
        });
      },
    );
    simulator.close();
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(stdout.split('NAME').length > 2, stdout);
  });

  for (const [title, args, more, words] of [
    [
      'a column that there is not',
      ['nodes', '--sort', 'pods'],
      {},
      /nodes can be sorted by name, cpu, memory, and not by pods/,
    ],
    ['a kind that there is not', ['deployments'], {}, /Allowed choices are nodes, pods, namespaces, volumes/],
    ['no InfluxDB', ['nodes'], { INFLUX_URL: '' }, /INFLUX_URL is missing/],
    [
      'an InfluxDB that is away',
      ['nodes'],
      { INFLUX_URL: 'http://127.0.0.1:1' },
      /InfluxDB could not answer: it refused/,
    ],
  ] as const)
    it(`${title}: exit code 2`, async () => {
      const { code, stderr } = await runHeapline(['top', ...args], { INFLUX_URL: influx.url, ...more });
      assert.equal(code, 2);
      assert.match(stderr, words);
    });

  for (const [title, body] of [
    ['nothing', ''],
    ['no results', '{}'],
    ['half an answer', '{"results":[{"ser'],
    ['another document', '<html></html>'],
    [
      'an error behind good rows',
      '{"results":[{"statement_id":0}]}\n{"results":[{"error":"query-timeout limit exceeded"}]}\n',
    ],
  ] as const)
    it(`an InfluxDB that answers ${title} is not taken for an empty one`, async () => {
      const server = createServer((request, response) => {
        request.resume();
        response.end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      const { code, stdout, stderr } = await runHeapline(['top', 'nodes'], { INFLUX_URL: url });
      server.close();
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^InfluxDB could not answer: /);
    });

  it('a reader that has seen enough ends it', async () => {
    const { environment, simulator } = await twoScrapes(influx.url, 'wide');
    const ended = new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [...program, 'top', 'nodes', '--watch', '1'], {
        env: { PATH: process.env['PATH'] ?? '', ...environment },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child.stdout.once('data', () => child.stdout.destroy());
      child.once('close', resolve);
    });
    assert.equal(await ended, 0);
    simulator.close();
  });

  it('a database without points is an empty table', async () => {
    const { code, stdout } = await runHeapline(['top', 'nodes'], {
      INFLUX_URL: influx.url,
      CLUSTER_NAME: 'other',
      INFLUX_DATABASE: 'wide',
    });
    assert.deepEqual([code, stdout.trim().split('\n').length], [0, 1]);
  });
});

interface Row {
  readonly name?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly volume?: string;
  readonly pods?: number;
  readonly cpuNanoCores?: number;
  readonly memoryBytes?: number;
  readonly cpuShare?: number;
  readonly memoryShare?: number;
  readonly usedBytes?: number;
  readonly capacityBytes?: number;
  readonly lastHour: readonly (number | null)[];
}

function sum({ containers }: ExpectedPod, of: (usage: ExpectedUsage) => number): number {
  return [...containers.values()].reduce((all, usage) => all + of(usage), 0);
}

function near(found: number | undefined, expected: number): void {
  assert.ok(Math.abs(found! - expected) <= 1e-6 * expected + 1, `${String(found)} is not ${expected}`);
}
