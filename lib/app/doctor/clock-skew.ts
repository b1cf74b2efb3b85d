import { exitCodes } from '../../errors/app-error.ts';
import type { Finding, findingsOf } from './finding.ts';

const warnFromMs = 5_000;

/**
 * The difference of a server's clock, from the Date header in whole seconds.
 *
 * @param matters the consequence of a large difference
 * @param maxAheadMs above this a run cannot use the server's times
 */
export function clockSkew(
  findings: ReturnType<typeof findingsOf>,
  dateMs: number | undefined,
  nowMs: number,
  matters: string,
  maxAheadMs = Infinity,
): Finding {
  const { ok, skipped, warning, failed } = findings;
  if (dateMs === undefined) return skipped('its answer tells no time');
  // A whole second covers the next 1000 ms.
  const aheadMs = dateMs > nowMs ? dateMs - nowMs : Math.min(0, dateMs + 1000 - nowMs);
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const says = `its clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this one`;
  const remedy = `Keep clocks by NTP (chrony, systemd-timesyncd) on that machine and on this one: ${matters}.`;
  if (aheadMs >= maxAheadMs) return failed(says, { remedy, exitCode: exitCodes.tooFewNodes });
  return Math.abs(aheadMs) >= warnFromMs ? warning(says, remedy) : ok('within a second or two of this one');
}
