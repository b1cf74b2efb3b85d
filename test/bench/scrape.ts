import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alignColumns } from '../../lib/report/table.ts';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { scraper, startSimulator } from '../simulator/simulator.ts';

const schemas = ['wide', 'heapster', 'heapster-fields'];
const concurrency = 50;
const floor = fileURLToPath(new URL('floor.ts', import.meta.url));
const usagePreload = new URL('usage.mjs', import.meta.url).href;

interface Usage {
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

/**
 * Whole processes, start included, and their ratio to a bare TLS read plus JSON.parse of the same bodies. The two take turns, so
 * that a machine that slows down slows both.
 */
export async function benchScrape(values: {
  readonly nodes: string;
  readonly pods: string;
  readonly containers: string;
  readonly runs: string;
  readonly metrics: string;
  readonly program: string;
}): Promise<void> {
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
    for (const schema of schemas) await query(influx.url, '', `CREATE DATABASE "${schema}"`);
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
    const scrapes = Object.fromEntries(schemas.map((schema) => [schema, [] as Usage[]]));
    for (let run = 0; run <= Number(values.runs); run++) {
      simulator.clock.advance(60_000);
      const bare = await measure(floorArgs, {});
      // The first of each warms the machine and is not counted.
      if (run > 0) floors.push(bare);
      for (const schema of schemas) {
        const more = { SCHEMA: schema, INFLUX_DATABASE: schema, JOB_NAME: jobOf(run) };
        const whole = await measure([values.program, 'scrape'], { ...environment, ...more });
        if (run > 0) scrapes[schema]?.push(whole);
      }
    }
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
        row('floor (TLS read + JSON.parse): CPU seconds', seconds(floors), 2),
        row('floor: peak RSS, MiB', mebibytes(floors), 0),
        ...schemas.flatMap((schema) => {
          const usages = scrapes[schema] ?? [];
          return [
            row(`${schema}: CPU seconds, whole process`, seconds(usages), 2),
            row(`${schema}: peak RSS, MiB`, mebibytes(usages), 0),
            row(
              `${schema}: CPU, ratio to the floor`,
              seconds(usages).map((cpu, index) => cpu / (seconds(floors)[index] ?? NaN)),
              2,
            ),
          ];
        }),
      ]),
    );
    const lastRuns = await Promise.all(schemas.map((schema) => lastRunOf(schema)));
    const show = (name: string) => lastRuns.map(({ fields }) => String(fields[name] ?? '?'));
    console.log(
      alignColumns([
        ['per run', ...schemas],
        ['points', ...show('points_written')],
        ['series', ...lastRuns.map(({ series }) => String(series))],
        ['values', ...show('values')],
        ['bytes read from kubelets', ...show('body_bytes')],
        ['writes', ...show('write_requests')],
      ]),
    );
  } finally {
    simulator.close();
    await influx.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  /** Runs a minute apart, ending now: Heapster's rates are the difference to the run before. */
  function jobOf(run: number): string {
    return `bench-${Math.floor(Date.now() / 60_000) - Number(values.runs) + run}`;
  }

  /** What the last run says of itself, and how many series it wrote. */
  async function lastRunOf(schema: string) {
    const runs = await points(influx.url, schema, 'heapline_run');
    const last = runs.sort((a, b) => a.timeMs - b.timeMs).at(-1);
    const counted = await query(influx.url, schema, 'SHOW SERIES EXACT CARDINALITY');
    const series = counted.reduce((total, one) => total + Number(one.values[0]?.[0] ?? 0), 0);
    return { fields: last?.fields ?? {}, series };
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
}
