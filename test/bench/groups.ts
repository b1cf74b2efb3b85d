import { allGroups } from '../../lib/model/metric-groups.ts';
import { benchScrape } from './scrape.ts';
import { median } from './figures.ts';
import type { ShippedPrograms } from './shipped.ts';

const nodes = 200;
const pods = 30;

/** Values that a pod of one container has in each group, its share of its node's included, and what they cost InfluxDB. */
export async function benchGroups(
  programs: ShippedPrograms,
  runs: number,
): Promise<readonly (readonly string[])[]> {
  const rows = [['METRICS', 'values for a pod', 'InfluxDB: CPU µs for a pod']];
  for (const group of ['default', 'all', ...allGroups]) {
    const figures = await benchScrape(
      { name: group, nodes, pods, kubelets: 'plain', isInflux: true, environment: { METRICS: group } },
      programs,
      runs,
    );
    const perPod = (name: string) => median(figures[name] ?? []) / nodes / pods;
    rows.push([group, perPod('values').toFixed(1), (perPod('InfluxDB: CPU seconds') * 1e6).toFixed(0)]);
  }
  return rows;
}
