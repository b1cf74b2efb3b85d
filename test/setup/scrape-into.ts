import { query } from './influx-query.ts';
import { runHeapline } from './run-heapline.ts';

/** One run of heapline, straight at kubelets, into a database that is made first if need be. */
export async function scrapeInto(
  influxUrl: string,
  database: string,
  kubeconfig: string,
  more: Readonly<Record<string, string>>,
) {
  await query(influxUrl, '', `CREATE DATABASE "${database}"`);
  return runHeapline(['scrape'], {
    KUBECONFIG: kubeconfig,
    KUBELET_ACCESS: 'direct',
    INFLUX_URL: influxUrl,
    INFLUX_DATABASE: database,
    ...more,
  });
}
