import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from '../../k8s/node-flags.ts';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { scraper } from '../simulator/simulator.ts';
import { type BigCluster, startBigCluster } from './big-cluster.ts';
import type { Figures } from './figures.ts';
import { cpuSecondsOf, measure } from './measure.ts';
import { startNullSink } from './null-sink.ts';
import type { Scenario } from './scenarios.ts';
import { shippedEnvironment, type ShippedPrograms } from './shipped.ts';

const concurrency = 50;
const minuteMs = 60_000;
const mebi = 2 ** 20;

/**
 * Whole processes, start included, and their ratio to a bare read plus JSON.parse of the same bodies. The two take turns, so
 * that a machine that slows down slows both.
 */
export async function benchScrape(
  scenario: Scenario,
  { withRecord, floor }: ShippedPrograms,
  runs: number,
): Promise<Figures> {
  const { nodes, pods, kubelets, shards = 1 } = scenario;
  const cluster = await startBigCluster({
    nodes,
    podsPerNode: pods,
    kubelets,
    behindMs: (runs + 1) * minuteMs,
  });
  const sink = await (scenario.isInflux ? realSink() : nullSink());
  const core = scenario.isOnOneCore ? 1 : undefined;
  const environment = {
    ...shippedEnvironment,
    KUBECONFIG: cluster.kubeconfigOf(scraper),
    KUBELET_ACCESS: kubelets === 'plain' ? 'readonly' : 'direct',
    KUBELET_READONLY_PORT: String(cluster.crowd?.port ?? 0),
    INFLUX_URL: sink.url,
    ...scenario.environment,
  };
  const figures: Record<string, number[]> = {};
  const add = (name: string, figure: number) => (figures[name] ??= []).push(figure);
  try {
    // The first warms the machine, and is what rates are the difference to: it is not counted, unless it is the only one.
    for (let run = runs > 1 ? 0 : 1; run <= runs; run++) {
      cluster.clock.advance(minuteMs);
      const bare = shards === 1 ? await measure([floor, floorFile(cluster)], {}, core) : undefined;
      cluster.takeApiBytes();
      await sink.take();
      for (let shard = 0; shard < shards; shard++) {
        const whole = await measure(
          [...nodeFlags, withRecord, 'scrape'],
          {
            ...environment,
            JOB_NAME: jobOf(run, runs),
            ...(shards === 1 ? {} : { SHARD: `${shard}/${shards}` }),
          },
          core,
        );
        if (run === 0) continue;
        add('CPU seconds', whole.cpuSeconds);
        add('peak RSS, MiB', whole.peakRssBytes / mebi);
        add('seconds', whole.wallMs / 1000);
        if (bare) {
          add('floor: CPU seconds', bare.cpuSeconds);
          add('floor: peak RSS, MiB', bare.peakRssBytes / mebi);
          add('ratio to the floor, CPU', whole.cpuSeconds / bare.cpuSeconds);
        }
      }
      if (run === 0) continue;
      add('MiB from kubelets', (cluster.crowd?.bodyBytes() ?? 0) / mebi);
      add('MiB from the API server', cluster.takeApiBytes() / mebi);
      for (const [name, figure] of Object.entries(await sink.take())) add(name, figure);
    }
  } finally {
    cluster.close();
    await sink.close();
  }
  return figures;
}

/** Who is asked: thousands are too many for an argument. */
function floorFile(cluster: BigCluster): string {
  const scheme = cluster.crowd?.isPlain ? 'http' : 'https';
  const urls = cluster.nodes.map(({ address }) => `${scheme}://${address}:${cluster.crowd?.port ?? 0}`);
  const file = join(cluster.folder, 'floor.json');
  writeFileSync(file, JSON.stringify({ urls, token: scraper.token, caFile: cluster.caFile, concurrency }));
  return file;
}

/** Runs a minute apart, ending now: Heapster's rates are the difference to the run before. */
function jobOf(run: number, runs: number): string {
  return `bench-${Math.floor(Date.now() / minuteMs) - runs + run}`;
}

async function nullSink() {
  const sink = await startNullSink();
  const take = () => {
    const { wireBytes, requests } = sink.take();
    return { 'MiB to the sink': wireBytes / mebi, writes: requests };
  };
  return { url: sink.url, take, close: sink.close };
}

async function realSink() {
  const influx = await startInfluxDb();
  await query(influx.url, '', 'CREATE DATABASE k8s');
  let before = cpuSecondsOf(influx.pid);
  const take = async () => {
    // What it took it still sorts.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const after = cpuSecondsOf(influx.pid);
    const taken = after - before;
    before = after;
    const [last] = await query(influx.url, 'k8s', 'SELECT last("values") FROM heapline_run');
    return { 'InfluxDB: CPU seconds': taken, values: Number(last?.values[0]?.[1] ?? 0) };
  };
  return { url: influx.url, take, close: influx.stop };
}
