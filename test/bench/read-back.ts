import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { request } from 'node:https';
import { alignColumns } from '../../lib/util/align-columns.ts';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { until } from '../setup/metrics-api.ts';
import { cpuSecondsOf } from './measure.ts';
import { metricsServer } from '../simulator/simulator.ts';
import { type BigCluster, startBigCluster } from './big-cluster.ts';

const serverName = 'heapline-metrics-api.heapline.svc';
const cacheMs = 10_000;
const linesOfBatch = 20_000;

/** What it costs to read a large cluster back through the metrics API, as the API server asks; InfluxDB has its index on disk. */
export async function benchReadBack({
  nodes,
  pods,
  runs,
  program,
}: {
  readonly nodes: number;
  readonly pods: number;
  readonly runs: number;
  readonly program: string;
}): Promise<void> {
  const influx = await startInfluxDb({ isIndexOnDisk: true });
  const cluster = await startBigCluster({ nodes, podsPerNode: pods, serverName });
  await query(influx.url, '', 'CREATE DATABASE k8s');
  const nowMs = Date.now();
  for (const secondsAgo of [150, 90, 30]) await write(influx.url, cluster, nowMs - secondsAgo * 1000);
  const server = spawn(process.execPath, [program, 'metrics-api'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      KUBECONFIG: cluster.kubeconfigOf(metricsServer),
      INFLUX_URL: influx.url,
      METRICS_PORT: '0',
      METRICS_CERT_FILE: cluster.pair.certFile,
      METRICS_KEY_FILE: cluster.pair.keyFile,
      CACHE_MS: String(cacheMs),
      MAX_AGE_S: '600',
      LOG_FORMAT: 'text',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await until(() => Promise.resolve(/port \d+/.test(said)));
    const port = Number(/port (\d+)/.exec(said)?.[1]);
    const syncStartMs = performance.now();
    while ((await ask(cluster, port, '/readyz')).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 200));
    const syncMs = performance.now() - syncStartMs;
    const idleBytes = residentBytes(server.pid, 'VmRSS');

    const rows: string[][] = [['', 'min', 'median', 'max']];
    const path = '/apis/metrics.k8s.io/v1/';
    for (const what of ['nodes', 'pods']) {
      const cold: number[] = [];
      const cached: number[] = [];
      const influxSeconds: number[] = [];
      let bytes = 0;
      for (let run = 0; run < runs; run++) {
        const before = cpuSecondsOf(influx.pid);
        const first = await ask(cluster, port, path + what);
        if (first.status !== 200) throw new Error(`${what}: ${first.status} ${said}`);
        cold.push(first.ms);
        influxSeconds.push(cpuSecondsOf(influx.pid) - before);
        cached.push((await ask(cluster, port, path + what)).ms);
        bytes = first.bytes;
        await new Promise((resolve) => setTimeout(resolve, cacheMs + 100));
      }
      rows.push(
        row(`${what}, cold: ms (${(bytes / 2 ** 20).toFixed(1)} MiB)`, cold),
        row(`${what}, cold: InfluxDB’s CPU seconds`, influxSeconds, 2),
        row(`${what}, cached: ms`, cached),
      );
    }
    await ask(cluster, port, `${path}pods`);
    const one: number[] = [];
    const meanwhile: number[] = [];
    for (let run = 0; run < runs; run++) {
      one.push(
        (
          await ask(
            cluster,
            port,
            `${path}namespaces/data/pods?labelSelector=app%3Ddb&fieldSelector=metadata.name%3Ddb-0`,
          )
        ).ms,
      );
      const list = ask(cluster, port, `${path}pods`);
      meanwhile.push((await ask(cluster, port, path)).ms);
      await list;
    }
    rows.push(
      row('one of the pods by selector, cached: ms', one),
      row('discovery while pods are listed: ms', meanwhile),
    );
    console.log(
      `\n${nodes} nodes and ${nodes * pods} pods read back: metrics-api behind TLS, real InfluxDB with its index on disk, ${runs} runs\n`,
    );
    console.log(alignColumns(rows));
    console.log(
      alignColumns([
        ['first list of all nodes and pods from the API server', `${(syncMs / 1000).toFixed(1)} s`],
        ['resident then', mebibytes(idleBytes)],
        ['peak RSS', mebibytes(residentBytes(server.pid, 'VmHWM'))],
        ['CPU of it all', `${cpuSecondsOf(server.pid).toFixed(1)} s`],
        ['InfluxDB: peak RSS', mebibytes(residentBytes(influx.pid, 'VmHWM'))],
      ]),
    );
  } finally {
    server.kill('SIGKILL');
    cluster.close();
    await influx.stop();
  }
}

async function write(influxUrl: string, cluster: BigCluster, atMs: number): Promise<void> {
  let batch: string[] = [];
  const send = async () => {
    const body = batch.join('\n');
    batch = [];
    const response = await fetch(`${influxUrl}/write?db=k8s&precision=ms`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
  };
  for (const line of cluster.lines(atMs)) {
    batch.push(line);
    if (batch.length === linesOfBatch) await send();
  }
  if (batch.length > 0) await send();
}

/** As the front proxy of the API server asks; what comes is counted and dropped. */
function ask(
  cluster: BigCluster,
  port: number,
  path: string,
): Promise<{ status: number; bytes: number; ms: number }> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path,
        ca: cluster.pair.ca,
        servername: serverName,
        agent: false,
        headers: { 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' },
        ...cluster.aggregation.frontProxyPair,
      },
      (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, bytes, ms: performance.now() - startMs }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}

function row(name: string, figures: readonly number[], digits = 0): string[] {
  const sorted = figures.toSorted((one, other) => one - other);
  return [
    name,
    ...[0, Math.floor(sorted.length / 2), sorted.length - 1].map((at) => (sorted[at] ?? 0).toFixed(digits)),
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function residentBytes(pid: number | undefined, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
