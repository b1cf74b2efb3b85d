import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { points, query } from '../setup/influx-query.ts';
import { freePort } from '../setup/processes.ts';
import { program } from '../setup/run-heapline.ts';
import { startBystanders } from '../simulator/bystanders.ts';
import { authority } from '../simulator/certificates.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { kubeconfigText } from '../simulator/kubeconfig.ts';
import { podObjects } from '../simulator/pods.ts';
import { nobody, scraper, startSimulator } from '../simulator/simulator.ts';
import { pointsOfNode } from '../oracle/of-node.ts';
import { type InfluxFault, startInfluxProxy } from './influx-proxy.ts';
import { measurements } from '../oracle/expected.ts';
import { judge, type Seen, type Verdict } from './judge.ts';
import { type Plan, planOf } from './plan.ts';

/** A cluster of its own and a door of its own to InfluxDB, in which one plan after another is tried. */
export interface Lane {
  readonly try: (seed: number, options?: Sabotage) => Promise<{ plan: Plan; verdict: Verdict }>;
  readonly close: () => Promise<void>;
}

/** What is wrong with the test on purpose, so that it has to fail. */
interface Sabotage {
  readonly dropsBatch?: boolean;
  readonly misnamesCause?: boolean;
  readonly miscounts?: boolean;
  readonly dropsSums?: boolean;
}

const cluster = 'chaos';
const mostRssBytes = 360 * 2 ** 20;

export async function openLane(influxUrl: string, number: number): Promise<Lane> {
  const clock = simulatorClock(-60_000);
  const simulator = await startSimulator({
    nodes: 9,
    podsPerNode: 8,
    containersPerPod: 2,
    clock,
    mostOfPage: 5,
    accounts: [scraper],
  });
  clock.freeze();
  const [proxy, bystanders] = [await startInfluxProxy(influxUrl), await startBystanders(simulator.authority)];
  const scene = {
    port: bystanders.port,
    closedPort: await freePort(),
    powerless: { ...scraper, rights: nobody.rights },
  };
  const stranger = (await authority('somebody')).cert;
  const tokenFile = join(simulator.folder, 'token');
  let rotations = 0;
  let lastMs = Date.now();

  const tryPlan = async (seed: number, sabotage: Sabotage = {}) => {
    clock.advance(Date.now() - lastMs);
    lastMs = Date.now();
    const plan = planOf(
      seed,
      simulator.nodes.map(({ name }) => name),
    );
    const database = `chaos_${number}_${seed}`;
    await query(influxUrl, '', `CREATE DATABASE ${database}`);
    const from = simulator.served().length;
    const environment = await setStage(plan, database, sabotage);
    const started = performance.now();
    const runs = await Promise.all(
      Array.from({ length: plan.process?.isTwice ? 2 : 1 }, () => run(plan, environment)),
    );
    const durationMs = performance.now() - started;
    await proxy.set(undefined);
    const found = (
      await Promise.all(measurements.map((measurement) => points(influxUrl, database, measurement)))
    ).flat();
    const own = ['heapline_node', 'heapline_run', 'kube_cluster', 'kube_namespace'];
    const written = (await Promise.all(own.map((name) => points(influxUrl, database, name)))).flat();
    await query(influxUrl, '', `DROP DATABASE ${database}`);
    const served = new Map(
      simulator
        .served()
        .slice(from)
        .map((one) => [`${one.node} ${one.atMs}`, one]),
    );
    const seen: Seen = {
      runs,
      durationMs,
      found,
      written,
      nodes: simulator.nodes.map(({ name }) => name),
      expectedOf: (name) =>
        [...served.values()]
          .filter(({ node }) => node === name)
          .flatMap((one) => {
            const node = simulator.nodes.find((each) => each.name === name)!;
            const pods = podObjects(node, simulator.world, one.atMs);
            return pointsOfNode(node, simulator.truth(one), pods, cluster);
          }),
      secrets: [scraper.token, 'chaos-password'],
      mostRssBytes,
    };
    for (const { name } of simulator.nodes) simulator.set(name, {});
    const change = sabotage.misnamesCause ? misname : sabotage.miscounts ? miscount : undefined;
    const told = change ? { ...seen, runs: seen.runs.map(change) } : seen;
    return { plan, verdict: judge(plan, told) };
  };

  async function setStage(
    plan: Plan,
    database: string,
    { dropsBatch, dropsSums }: Sabotage,
  ): Promise<Record<string, string>> {
    for (const { name } of simulator.nodes) simulator.set(name, plan.nodes.get(name)?.state(scene) ?? {});
    simulator.failApi(plan.api?.fault);
    const fault: InfluxFault | undefined = dropsBatch
      ? { kind: 'drop-in-secret' }
      : dropsSums
        ? { kind: 'drop-sums-in-secret' }
        : plan.influx?.fault;
    await proxy.set(fault);
    if (plan.influx?.isInConflict) {
      const line = `kube_container,cluster=${cluster},node=before memory_rss_bytes=1.5 ${clock.now()}`;
      const answer = await fetch(`${influxUrl}/write?db=${database}&precision=ms`, {
        method: 'POST',
        body: line,
      });
      if (answer.status !== 204) throw new Error(`the field in conflict was not written: ${answer.status}`);
    }
    return {
      KUBECONFIG: kubeconfigOf(plan),
      KUBELET_ACCESS: 'direct',
      KUBELET_SOURCE: 'summary',
      KUBELET_TIMEOUT_MS: plan.process?.isShort ? '5000' : '2500',
      SWEEP_TIMEOUT_MS: plan.process?.isShort ? '2500' : '35000',
      RUN_TIMEOUT_MS: String(plan.runTimeoutMs),
      METRICS: 'all',
      CLUSTER_NAME: cluster,
      INFLUX_BATCH_LINES: '100',
      INFLUX_USERNAME: 'chaos',
      INFLUX_PASSWORD: 'chaos-password',
      ...(plan.process?.closesStdout
        ? {}
        : {
            INFLUX_URL:
              plan.influx?.leads === 'to-a-stranger'
                ? `https://127.0.0.1:${bystanders.port('self-signed')}`
                : proxy.url,
            INFLUX_DATABASE: database,
          }),
    };
  }

  function kubeconfigOf({ seed, api }: Plan): string {
    const suffix = `-${rotations}`;
    simulator.rotateTokens(suffix);
    writeFileSync(tokenFile, scraper.token + suffix);
    const server =
      api?.leads === 'to-a-closed-port' ? `https://127.0.0.1:${scene.closedPort}` : simulator.server;
    const ca = api?.leads === 'to-a-stranger' ? stranger : simulator.authority.cert;
    const file = join(simulator.folder, `kubeconfig-${seed}`);
    writeFileSync(file, kubeconfigText(server, ca, scraper, { tokenFile }));
    return file;
  }

  /** Lets the plan's own moment come: a token is rotated, a signal is sent. */
  async function run(plan: Plan, environment: Record<string, string>) {
    const child = spawn(process.execPath, [...program, 'scrape'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let hasCome = false;
    const { signal } = plan.process ?? {};
    const onMoment = (at: 'api' | 'kubelet' | 'write') => {
      if (hasCome) return;
      if (plan.api?.rotatesToken && at === 'api') {
        hasCome = true;
        rotations++;
        writeFileSync(tokenFile, `${scraper.token}-${rotations}`);
        simulator.rotateTokens(`-${rotations}`);
      }
      if (signal?.at !== at) return;
      hasCome = true;
      void sleep(signal.afterMs).then(() => child.kill(signal.name));
    };
    simulator.onRequest(onMoment);
    proxy.onWrite(() => onMoment('write'));
    let stderr = '';
    let stdout = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (plan.process?.closesStdout) child.stdout.destroy();
    });
    const startMs = performance.now();
    const [code] = (await once(child, 'close')) as [number | null];
    simulator.onRequest(undefined);
    proxy.onWrite(undefined);
    return { code, stderr, stdout, durationMs: performance.now() - startMs };
  }

  return {
    try: tryPlan,
    close: async () => {
      bystanders.close();
      await proxy.close();
      simulator.close();
    },
  };
}

/** Tells of one point more than there is. */
function miscount<Run extends { readonly stderr: string }>(run: Run): Run {
  return {
    ...run,
    stderr: run.stderr.replace(/"points":(\d+)/, (_, points) => `"points":${Number(points) + 1}`),
  };
}

/** Tells another cause than was told. */
function misname<Run extends { readonly stderr: string }>(run: Run): Run {
  return { ...run, stderr: run.stderr.replaceAll(/"cause":"\w+"/g, '"cause":"refused_by_nobody"') };
}
