import { exitCodes } from '../../errors/app-error.ts';
import type { Finding, findingsOf } from './finding.ts';

const muchMs = 5_000;

/**
 * How far somebody's clock stands from ours, told from the Date of an answer, which counts whole seconds.
 *
 * @param findings of whose clock
 * @param matters what comes of it where clocks are far apart
 * @param mostAheadMs by how much it may be ahead before a run cannot use what it says
 */
export function clockSkew(
  findings: ReturnType<typeof findingsOf>,
  dateMs: number | undefined,
  nowMs: number,
  matters: string,
  mostAheadMs = Infinity,
): Finding {
  const { ok, skipped, warning, failed } = findings;
  if (dateMs === undefined) return skipped('its answer tells no time');
  // The whole second that was told lasts for one more.
  const aheadMs = dateMs > nowMs ? dateMs - nowMs : Math.min(0, dateMs + 1000 - nowMs);
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const says = `its clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this one`;
  const remedy = `Keep clocks by NTP (chrony, systemd-timesyncd) on that machine and on this one: ${matters}.`;
  if (aheadMs >= mostAheadMs) return failed(says, { remedy, exitCode: exitCodes.tooFewNodes });
  return Math.abs(aheadMs) >= muchMs ? warning(says, remedy) : ok('within a second or two of this one');
}
