import { nodeFlags } from '../../k8s/record.ts';
import { startBigCluster } from './big-cluster.ts';
import type { Figures } from './figures.ts';
import { measure } from './measure.ts';
import { startNullSink } from './null-sink.ts';
import { type shippedPrograms, shippedEnvironment } from './shipped.ts';
import { scraper } from '../simulator/simulator.ts';

/** A run against one node and a null sink, less what it waits, beside an empty Node process. */
export async function benchColdStart(
  programs: ReturnType<typeof shippedPrograms>,
  runs: number,
): Promise<Figures> {
  const cluster = await startBigCluster({ nodes: 1, podsPerNode: 30, kubelets: 'tls' });
  const sink = await startNullSink();
  const environment = {
    ...shippedEnvironment,
    KUBECONFIG: cluster.kubeconfigOf(scraper),
    KUBELET_ACCESS: 'direct',
    INFLUX_URL: sink.url,
  };
  const started = {
    'with record': programs.withRecord,
    'without record': programs.withoutRecord,
    sources: programs.sources,
  };
  const figures: Record<string, number[]> = {};
  const add = (name: string, figure: number) => (figures[name] ??= []).push(figure);
  try {
    for (let run = 0; run <= runs; run++) {
      const empty = await measure(['-e', '0']);
      for (const [name, program] of Object.entries(started)) {
        const one = await measure([...nodeFlags, program, 'scrape'], environment);
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
