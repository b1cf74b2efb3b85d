import type { Config } from '../../config/scrape-settings.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import type { Reporter } from '../../report/reporter.ts';
import { startTimeLimits } from '../../wiring/deadlines.ts';
import type { Counted } from './check-load.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineInflux } from './examine-influx.ts';
import { type Finding, findingsOf } from './finding.ts';

/**
 * Looks at everything that a scrape with these settings needs, in its order, and hands on each finding as it is made. What
 * cannot be looked at because something before it failed is left out. Nothing is changed but for a point of
 * `heapline_probe` that InfluxDB is given.
 *
 * @param mostNodes how many kubelets are looked at; `Infinity` for all
 */
export async function examine(
  config: Config,
  host: Host,
  reporter: Reporter,
  mostNodes: number,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const limits = startTimeLimits(config, host);
  const tell = (findings: readonly Finding[]) => findings.forEach(onFinding);
  const counted: Counted = { nodes: 0, sampled: 0, values: 0 };
  await examineCluster(config, host, limits, reporter, mostNodes, counted, tell).catch(
    failedOn('cluster', tell),
  );
  if (counted.nodes === 0)
    tell([
      findingsOf('kubelets', 'cluster').skipped('none was looked at: there was no way to learn of them'),
    ]);
  await examineInflux(config, host, limits, reporter, counted, tell).catch(failedOn('InfluxDB', tell));
}

/** What ended the looking: the settings, the credentials, or the list of nodes. */
function failedOn(of: string, tell: (findings: readonly Finding[]) => void) {
  return (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const { code } = error;
    const check = code === 'credentials' ? 'credentials' : code === 'configuration' ? 'settings' : 'nodes';
    tell([findingsOf(check, of).failedBy(error)]);
  };
}
