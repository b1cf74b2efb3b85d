import { alignColumns } from '../../lib/util/align-columns.ts';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { simulatorClock } from '../simulator/clock.ts';
import { scraper, startSimulator } from '../simulator/simulator.ts';

// `npm run demo`: the whole job, on a simulated cluster and a real InfluxDB, and nothing left behind.
const minuteMs = 60_000;
const questions = [
  {
    title: 'The CPU rate of every node, in cores',
    influxql:
      'SELECT non_negative_derivative(cpu_usage_core_nanoseconds, 1s) / 1000000000 AS cores FROM kube_node ' +
      'WHERE time > now() - 5m GROUP BY node',
  },
  {
    title: 'The five hungriest pods, in nanocores',
    influxql:
      'SELECT top(cpu_usage_nanocores, namespace, pod, 5) AS nanocores FROM kube_pod WHERE time > now() - 75s',
  },
  {
    title: 'What the last run says of itself',
    influxql:
      'SELECT last(nodes_up) AS nodes_up, pods, points_written, duration_ms, cpu_seconds FROM heapline_run',
  },
];

const influx = await startInfluxDb();
const simulator = await startSimulator({ nodes: 5, podsPerNode: 30, clock: simulatorClock(-minuteMs) });
try {
  await query(influx.url, '', 'CREATE DATABASE k8s');
  say(
    `A simulated cluster of 5 nodes with 30 pods each at ${simulator.server}, a real InfluxDB at ${influx.url}.`,
  );
  await scrape('The first scrape');
  // Rates need two samples: the cluster lives through a minute in a moment.
  simulator.clock.advance(minuteMs);
  await scrape('The second, a minute later for the cluster');
  for (const question of questions) await ask(question);
  say(
    '\nYour own cluster:  INFLUX_URL=http://influxdb:8086 KUBECONFIG=~/.kube/config npm run -s scrape-once',
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  simulator.close();
  await influx.stop();
}

async function scrape(title: string): Promise<void> {
  say(`\n# ${title}:  KUBELET_ACCESS=direct INFLUX_URL=${influx.url} npm run -s scrape-once\n`);
  const { code, stderr } = await runHeapline(['scrape'], {
    KUBECONFIG: simulator.kubeconfig(scraper),
    KUBELET_ACCESS: 'direct',
    INFLUX_URL: influx.url,
    LOG_FORMAT: 'text',
  });
  say(stderr.trimEnd());
  if (code !== 0) throw new Error(`The scrape ended with exit code ${code}.`);
}

async function ask({ title, influxql }: { title: string; influxql: string }): Promise<void> {
  say(`\n# ${title}\n${influxql}\n`);
  const series = await query(influx.url, 'k8s', influxql);
  const [first] = series;
  if (!first) throw new Error('InfluxDB has no answer.');
  const tagNames = Object.keys(first.tags);
  const rows = series.flatMap(({ tags, values }) =>
    values.map(([, ...cells]) => [...tagNames.map((name) => tags[name] ?? ''), ...cells.map(shown)]),
  );
  say(alignColumns([[...tagNames, ...first.columns.slice(1)], ...rows]).trimEnd());
}

function shown(cell: unknown): string {
  return typeof cell === 'number' ? String(Math.round(cell * 1000) / 1000) : String(cell);
}

function say(text: string): void {
  console.log(text);
}
