import type { Config } from '../../config/scrape-settings.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import type { Reporter } from '../../report/reporter.ts';
import { startDeadlines } from '../../wiring/deadlines.ts';
import type { LoadSample } from './check-load.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineInflux } from './examine-influx.ts';
import { type Finding, findingsOf } from './finding.ts';

/**
 * Runs every check that a scrape with these settings depends on, in its order, and reports each finding. A
 * failed check ends those that depend on it. The only change it makes is a point of `heapline_probe` in
 * InfluxDB.
 *
 * @param maxNodes how many kubelets to check; `Infinity` for all
 */
export async function runChecks(
  config: Config,
  host: Host,
  reporter: Reporter,
  maxNodes: number,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const limits = startDeadlines(config, host);
  const report = (findings: readonly Finding[]) => findings.forEach(onFinding);
  const load: LoadSample = { nodes: 0, sampled: 0, values: 0 };
  await examineCluster(config, host, limits, reporter, maxNodes, load, report).catch(
    failedOn('cluster', report),
  );
  if (load.nodes === 0)
    report([
      findingsOf('kubelets', 'cluster').skipped('none was looked at: there was no way to learn of them'),
    ]);
  await examineInflux(config, host, limits, reporter, load, report).catch(failedOn('InfluxDB', report));
}

/** The check that an error belongs to: settings, credentials, or nodes. */
function failedOn(of: string, report: (findings: readonly Finding[]) => void) {
  return (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const { code } = error;
    const check = code === 'credentials' ? 'credentials' : code === 'configuration' ? 'settings' : 'nodes';
    report([findingsOf(check, of).failedBy(error)]);
  };
}
