import type { Config } from '../config/settings.ts';
import type { Host } from '../host.ts';
import type { Reporter } from '../report/reporter.ts';
import { probePoint } from '../schema/probe.ts';
import { openInflux } from '../stages/influx.ts';
import type { TimeLimits } from '../time-limits.ts';
import type { Counted } from './counted.ts';
import { type Finding, findingsOf } from './finding.ts';
import { checkInflux } from './influx.ts';
import { checkLoad, checkSeries } from './load.ts';
import { checkTypes } from './types-in-conflict.ts';

/**
 * InfluxDB: the way to it, a write and a read, and whether it can take what would be written.
 *
 * @throws AppError where a certificate file cannot be read
 */
export async function examineInflux(
  config: Config,
  host: Host,
  limits: TimeLimits,
  reporter: Reporter,
  counted: Counted,
  tell: (findings: readonly Finding[]) => void,
): Promise<void> {
  const influx = openInflux(config, host, reporter);
  if (!influx) {
    tell([findingsOf('InfluxDB', 'INFLUX_URL').skipped('not given: lines go to standard output')]);
    return;
  }
  try {
    const probe = probePoint(config.clusterName, limits.startMs);
    const findings = await checkInflux({ ...influx, signal: limits.run, now: host.now, probe });
    tell(findings);
    if (findings.some(({ status, check }) => status === 'failed' && check !== 'clock')) return;
    tell([
      await checkTypes(influx, config.schema, limits.run),
      await checkSeries(influx, limits.run),
      checkLoad(influx, counted),
    ]);
  } finally {
    influx.transport.close();
  }
}
