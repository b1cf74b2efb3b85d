import * as z from 'zod';
import { points } from '../setup/influx-query.ts';
import type { Value } from '../oracle/expected.ts';
import type { Cluster } from './cluster.ts';

const service = z.object({ spec: z.object({ clusterIP: z.string() }) });

/** Where the InfluxDB in the cluster is, by its Service. */
async function influxUrl({ ask }: Pick<Cluster, 'ask'>): Promise<string> {
  const { spec } = service.parse(await ask('/api/v1/namespaces/heapline/services/influxdb'));
  return `http://${spec.clusterIP}:8086`;
}

/** The points of a measurement, newest last. */
export async function pointsOf(world: Pick<Cluster, 'ask'>, measurement: string) {
  const found = await points(await influxUrl(world), 'k8s', measurement);
  return found.sort((a, b) => a.timeMs - b.timeMs);
}

/** What the newest run says of itself; `undefined` where there was none after `afterMs`. */
export async function lastRun(
  world: Pick<Cluster, 'ask'>,
  afterMs = 0,
): Promise<(Readonly<Record<string, Value>> & { readonly timeMs: number }) | undefined> {
  const last = (await pointsOf(world, 'heapline_run')).at(-1);
  return last && last.timeMs > afterMs ? { timeMs: last.timeMs, ...last.fields } : undefined;
}

/** What the newest run says of a node. */
export async function lastOfNode(world: Pick<Cluster, 'ask'>, node: string) {
  const all = await pointsOf(world, 'heapline_node');
  return all.filter(({ tags }) => tags['node'] === node).at(-1);
}
