import type { InfluxConfig } from '../../config/influx-settings.ts';
import type { KubernetesConfig } from '../../config/kubernetes-settings.ts';
import type { PointConfig } from '../../config/point-settings.ts';
import type { Host } from '../../model/host.ts';
import type { Reporter } from '../../report/reporter.ts';
import { probePoint } from '../../schema/probe.ts';
import { openInflux } from '../../wiring/influx.ts';
import type { Deadlines } from '../../wiring/deadlines.ts';
import { checkLoad, checkSeries, type LoadSample } from './check-load.ts';
import { type Finding, findingsOf } from './finding.ts';
import { checkInflux } from './check-influx.ts';
import { checkTypes } from './check-field-types.ts';

/**
 * Checks InfluxDB: connection, write, read, and the expected load.
 *
 * @throws AppError where a certificate file cannot be read
 */
export async function examineInflux(
  config: InfluxConfig & Pick<KubernetesConfig, 'clusterName'> & Pick<PointConfig, 'schema'>,
  host: Host,
  limits: Deadlines,
  reporter: Reporter,
  load: LoadSample,
  report: (findings: readonly Finding[]) => void,
): Promise<void> {
  const influx = openInflux(config, host, reporter);
  if (!influx) {
    report([findingsOf('InfluxDB', 'INFLUX_URL').skipped('not given: lines go to standard output')]);
    return;
  }
  try {
    const probe = probePoint(config.clusterName, limits.startMs);
    const findings = await checkInflux({ ...influx, signal: limits.run, now: host.now, probe });
    report(findings);
    if (findings.some(({ status, check }) => status === 'failed' && check !== 'clock')) return;
    report([
      await checkTypes(influx, config.schema, limits.run),
      await checkSeries(influx, limits.run),
      checkLoad(influx, load),
    ]);
  } finally {
    influx.transport.close();
  }
}
