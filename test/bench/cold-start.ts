import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from '../../k8s/node-flags.ts';
import { startBigCluster } from './big-cluster.ts';
import type { Figures } from './figures.ts';
import { measure } from './measure.ts';
import { startNullSink } from './null-sink.ts';
import { shippedEnvironment, type ShippedPrograms } from './shipped.ts';
import { scraper } from '../simulator/simulator.ts';

/** A run against one node and a null sink, less what it waits, beside an empty Node process. */
export async function benchColdStart(programs: ShippedPrograms, runs: number): Promise<Figures> {
  const cluster = await startBigCluster({ nodes: 1, podsPerNode: 30, kubelets: 'tls' });
  const sink = await startNullSink();
  const environment = {
    ...shippedEnvironment,
    KUBECONFIG: cluster.kubeconfigOf(scraper),
    KUBELET_ACCESS: 'direct',
    INFLUX_URL: sink.url,
  };
  const bareFile = join(cluster.folder, 'bare-run.json');
  writeFileSync(
    bareFile,
    JSON.stringify({
      server: cluster.server,
      kubelet: `https://${cluster.nodes[0]?.address}:${cluster.crowd?.port ?? 0}`,
      token: scraper.token,
      caFile: cluster.caFile,
      sink: sink.url,
    }),
  );
  const started = {
    'with record': [...nodeFlags, programs.withRecord, 'scrape'],
    'without record': [...nodeFlags, programs.withoutRecord, 'scrape'],
    sources: [...nodeFlags, programs.sources, 'scrape'],
    'the same requests and no more': [programs.bareRun, bareFile],
  };
  const figures: Record<string, number[]> = {};
  const add = (name: string, figure: number) => (figures[name] ??= []).push(figure);
  try {
    for (let run = 0; run <= runs; run++) {
      const empty = await measure(['-e', '0']);
      for (const [name, args] of Object.entries(started)) {
        const one = await measure(args, environment);
        // The first warms caches.
        if (run === 0) continue;
        add(`${name}: ms less waits`, one.wholeMs);
        add(`${name}: busy ms`, one.busyMs);
        add(`${name}: CPU ms`, one.cpuSeconds * 1000);
        add(`${name}: ratio to an empty process, ms less waits`, one.wholeMs / empty.wholeMs);
        add(`${name}: ratio to an empty process, busy`, one.busyMs / empty.busyMs);
        add(`${name}: ratio to an empty process, CPU`, one.cpuSeconds / empty.cpuSeconds);
      }
      if (run === 0) continue;
      add('empty process: ms less waits', empty.wholeMs);
      add('empty process: busy ms', empty.busyMs);
    }
  } finally {
    cluster.close();
    sink.close();
  }
  return figures;
}
