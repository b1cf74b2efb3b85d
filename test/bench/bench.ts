import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alignColumns } from '../../lib/report/table.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { program } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { scraper, startSimulator } from '../simulator/simulator.ts';

// `npm run bench`: whole processes, start included, and their ratio to a bare TLS read plus JSON.parse of the same
// bodies. The two take turns, so that a machine that slows down slows both.
const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100' },
    pods: { type: 'string', default: '30' },
    containers: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    metrics: { type: 'string', default: 'default' },
  },
});
const concurrency = 50;
const floor = fileURLToPath(new URL('floor.ts', import.meta.url));
const usagePreload = new URL('usage.mjs', import.meta.url).href;

interface Usage {
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'heapline-bench-'));
const influx = await startInfluxDb();
const simulator = await startSimulator({
  nodes: Number(values.nodes),
  podsPerNode: Number(values.pods),
  containersPerPod: Number(values.containers),
  clock: simulatorClock(-3_600_000),
});
try {
  simulator.clock.freeze();
  await query(influx.url, '', 'CREATE DATABASE k8s');
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, simulator.authority.cert);
  const urls = simulator.nodes.map(({ address }) => `https://${address}:${simulator.kubeletPort}`);
  const floorArgs = [floor, JSON.stringify({ urls, token: scraper.token, caFile, concurrency })];
  const environment = {
    KUBECONFIG: simulator.kubeconfig(scraper),
    KUBELET_ACCESS: 'direct',
    INFLUX_URL: influx.url,
    METRICS: values.metrics,
    CONCURRENCY: String(concurrency),
  };

  const floors: Usage[] = [];
  const scrapes: Usage[] = [];
  for (let run = 0; run <= Number(values.runs); run++) {
    simulator.clock.advance(60_000);
    const [bare, whole] = [await measure(floorArgs, {}), await measure([program, 'scrape'], environment)];
    // The first of each warms the machine and is not counted.
    if (run > 0) {
      floors.push(bare);
      scrapes.push(whole);
    }
  }
  const runs = await points(influx.url, 'k8s', 'heapline_run');
  const last = runs.sort((a, b) => a.timeMs - b.timeMs).at(-1)?.fields ?? {};
  const row = (name: string, figures: readonly number[], digits: number) => {
    const sorted = [...figures].sort((a, b) => a - b);
    const shown = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    return [name, ...shown.map((figure) => (figure ?? 0).toFixed(digits))];
  };
  const mebibytes = (usages: readonly Usage[]) => usages.map(({ peakRssBytes }) => peakRssBytes / 2 ** 20);
  const seconds = (usages: readonly Usage[]) => usages.map(({ cpuSeconds }) => cpuSeconds);
  console.log(
    `${values.nodes} nodes × ${values.pods} pods × ${values.containers} containers over TLS, real InfluxDB, ` +
      `METRICS=${values.metrics}; ${values.runs} runs, Node ${process.versions.node}, ${cpus().length} cores\n`,
  );
  console.log(
    alignColumns([
      ['', 'min', 'median', 'max'],
      row('CPU seconds, whole process', seconds(scrapes), 2),
      row('peak RSS, MiB', mebibytes(scrapes), 0),
      row('floor (TLS read + JSON.parse): CPU seconds', seconds(floors), 2),
      row('floor: peak RSS, MiB', mebibytes(floors), 0),
      row(
        'CPU, ratio to the floor',
        seconds(scrapes).map((cpu, index) => cpu / (seconds(floors)[index] ?? NaN)),
        2,
      ),
    ]),
  );
  const show = (name: string) => String(last[name] ?? '?');
  console.log(
    `per run: ${show('points_written')} points, ${show('values')} values, ${show('body_bytes')} bytes read, ${show('write_requests')} writes`,
  );
} finally {
  simulator.close();
  await influx.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a program of its own and gives what it cost from its first instruction on. */
async function measure(args: readonly string[], environment: Record<string, string>): Promise<Usage> {
  const file = join(folder, 'usage.json');
  const child = spawn(process.execPath, ['--import', usagePreload, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HEAPLINE_BENCH_USAGE: file, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ').slice(0, 200)} ended with ${String(code)}:\n${said}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Usage;
}
