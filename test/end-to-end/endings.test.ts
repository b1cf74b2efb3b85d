import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import events from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { eventsOf, program, runHeapline, sources } from '../setup/run-heapline.ts';
import { type InfluxProxy, startInfluxProxy } from '../chaos/influx-proxy.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const nodeCount = 6;

/** However a run ends, it ends in time, says why, and has kept what could be kept. */
describe('a run that does not come to its own end', () => {
  let simulator: Simulator;
  let influx: Part;
  let proxy: InfluxProxy;

  before(async () => {
    influx = await startInfluxDb();
    proxy = await startInfluxProxy(influx.url);
    simulator = await startSimulator({ nodes: nodeCount, podsPerNode: 4 });
  });
  after(async () => {
    await proxy.close();
    simulator.close();
    await influx.stop();
  });

  const settings = async (database: string) => {
    await query(influx.url, '', `CREATE DATABASE ${database}`);
    return {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: proxy.url,
      INFLUX_DATABASE: database,
    };
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`${signal} while the API server hangs: exit code 3, and why`, async () => {
      simulator.failApi({ kind: 'hang', times: Infinity });
      const ran = await runHeapline(['scrape'], await settings(`${signal}_api`), (kill) =>
        simulator.onRequest(once(() => setTimeout(() => kill(signal), 50))),
      );
      simulator.failApi(undefined);
      simulator.onRequest(undefined);
      assert.equal(ran.code, 3, ran.stderr);
      assert.match(ran.stderr, new RegExp(`api_cut_short.*${signal} was received`));
    });

  it('SIGTERM while a kubelet hangs: the others’ numbers are written', async () => {
    simulator.set('node-2', { fault: 'hang' });
    let answered = 0;
    const environment = { ...(await settings('at_kubelet')), KUBELET_TIMEOUT_MS: '30000' };
    const ran = await runHeapline(['scrape'], environment, (kill) =>
      simulator.onRequest((of) => {
        if (of === 'kubelet' && ++answered === nodeCount) setTimeout(() => kill('SIGTERM'), 1000);
      }),
    );
    simulator.onRequest(undefined);
    simulator.set('node-2', {});
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((await points(influx.url, 'at_kubelet', 'kube_node')).length, nodeCount - 1);
    const [failed] = eventsOf(ran).filter(({ event }) => event === 'node_failed');
    assert.deepEqual([failed?.['node'], failed?.['cause']], ['node-2', 'cut_short']);
  });

  it('SIGTERM while InfluxDB is slow: what has been read is written', async () => {
    const environment = await settings('at_write');
    const ran = await runHeapline(['scrape'], environment, (kill) => {
      void proxy.set({ kind: 'slow', delayMs: 1500 });
      proxy.onWrite(once(() => setTimeout(() => kill('SIGTERM'), 200)));
    });
    await proxy.set(undefined);
    proxy.onWrite(undefined);
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((await points(influx.url, 'at_write', 'kube_node')).length, nodeCount);
  });

  it('a second signal ends it at once', async () => {
    const ran = await runHeapline(['scrape'], await settings('twice'), (kill) => {
      const twice = () => {
        kill('SIGTERM');
        setTimeout(() => kill('SIGTERM'), 300);
      };
      void proxy.set({ kind: 'hang', times: Infinity });
      proxy.onWrite(once(twice));
    });
    await proxy.set(undefined);
    proxy.onWrite(undefined);
    assert.equal(ran.code, null);
    assert.ok(ran.durationMs < 15_000);
  });

  it('a credentials plugin that hangs: exit code 2 at the sweep’s end, and nothing is waited for', async () => {
    const exec = [process.execPath, '-e', 'setTimeout(() => undefined, 60_000)'] as const;
    const file = join(simulator.folder, 'hanging-plugin');
    writeFileSync(file, kubeconfigText(simulator.server, simulator.authority.cert, scraper, { exec }));
    const ran = await runHeapline(['scrape', '--dry-run'], { KUBECONFIG: file, SWEEP_TIMEOUT_MS: '1500' });
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /did not come in time: SWEEP_TIMEOUT_MS=1500 was over/);
    assert.ok(ran.durationMs < 15_000);
  });

  it('InfluxDB down for 20 s, then up: nothing is lost', async () => {
    const environment = await settings('down');
    await proxy.set({ kind: 'down', forMs: 20_000 });
    const ran = await runHeapline(['scrape'], environment);
    await proxy.set(undefined);
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.durationMs > 15_000);
    assert.equal((await points(influx.url, 'down', 'kube_node')).length, nodeCount);
    assert.equal(eventsOf(ran).at(-1)?.['pointsLost'], 0);
  });

  for (const [title, where, code, words] of [
    ['a log that cannot be written costs no point', '2>/dev/full', 0, /^$/],
    [
      'lines on standard output that a full disk does not take are lost, and exit code and log say so',
      '>/dev/full',
      5,
      /"lossCause":"full"/,
    ],
  ] as const)
    it(title, async () => {
      const environment = await settings(where.startsWith('2') ? 'full' : 'unused');
      const ran = await inShell(where, { ...environment, ...(code === 5 ? { INFLUX_URL: '' } : {}) });
      assert.equal(ran.code, code, ran.stderr);
      assert.match(ran.stderr, words);
      if (code === 0) assert.equal((await points(influx.url, 'full', 'kube_node')).length, nodeCount);
    });

  for (const command of [['--version'], ['top', 'nodes', '--json']])
    it(`what a full disk does not take of \`${command.join(' ')}\` is told, too`, async () => {
      const environment = { INFLUX_URL: influx.url, INFLUX_DATABASE: 'full' };
      const ran = await inShell('>/dev/full', environment, command);
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, /Standard output could not be written: .*ENOSPC/);
    });

  it('a reader that does not read loses the unread lines, and the run ends by its deadline', async () => {
    const environment = { ...(await settings('unread')), INFLUX_URL: '', RUN_TIMEOUT_MS: '4000' };
    const large = await startSimulator({ nodes: 20, podsPerNode: 30 });
    const startMs = Date.now();
    const ran = await inShell('| (sleep 12; wc -c)', {
      ...environment,
      KUBECONFIG: large.kubeconfig(scraper),
    });
    large.close();
    assert.equal(ran.code, 5, ran.stderr);
    assert.match(ran.stderr, /standard output was not read in time/);
    assert.ok(Date.now() - startMs < 30_000);
  });

  it('what the doctor says is whole, however late it is read', async () => {
    const large = await startSimulator({ nodes: 60, podsPerNode: 1 });
    const command = ['doctor', '--json', '--nodes', 'all'];
    const environment = { KUBECONFIG: large.kubeconfig(scraper), KUBELET_ACCESS: 'direct' };
    const ran = await inShell('| (sleep 3; cat)', environment, command);
    large.close();
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.stdout.length > 70_000);
    assert.ok((JSON.parse(ran.stdout) as { ok: boolean }).ok);
  });

  it('too little memory: it says so, and what to do', async () => {
    const environment = await settings('memory');
    const large = await startSimulator({ nodes: 400, podsPerNode: 110, containersPerPod: 1 });
    // The heap has room for the sources, and not for the facts of 44,000 pods, too.
    const heapFlags = ['--max-old-space-size=52', '--max-semi-space-size=1'];
    const ran = await runHeapline(
      ['scrape'],
      { ...environment, KUBECONFIG: large.kubeconfig(scraper) },
      undefined,
      [...heapFlags, sources],
    );
    large.close();
    assert.ok(!ran.stderr.includes('FATAL'), ran.stderr.slice(0, 1500));
    const cut = eventsOf(ran).filter(({ cause }) => cause === 'cut_short');
    assert.ok(cut.length > 0, `${ran.code} ${ran.stderr.slice(0, 1500)}`);
    assert.match(String(cut[0]?.['remedy']), /more memory .*SHARD/);
    assert.match(String(eventsOf(ran).at(-1)?.['endedEarly']), /the heap was full/);
  });
});

/** Runs it with its output going elsewhere; the code is its own, not that of who reads. */
async function inShell(
  where: string,
  environment: Record<string, string>,
  command: readonly string[] = ['scrape'],
) {
  const script = `set -o pipefail; "${process.execPath}" ${program.join(' ')} ${command.join(' ')} ${where}`;
  const child = spawn('bash', ['-c', script], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await events.once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
