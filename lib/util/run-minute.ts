const minuteMs = 60_000;
// A Job that starts later than this after its minute is no CronJob's: its name only looks so.
const latestStartMs = 3_600_000;

/**
 * The minute that a run is for: the scheduled one where the name of its Job ends in it (CronJob controllers since 1.21
 * name a Job after its minute since 1970, those before after its second), else the start rounded down. A second try of a run
 * writes to the same minute, and so do all shards of a Job, whenever they start.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.21.0/pkg/controller/cronjob/utils.go
 */
export function runMinuteMs(jobName: string | undefined, startMs: number): number {
  const digits = /-(\d{8}|\d{10})$/.exec(jobName ?? '')?.[1] ?? '';
  const minutes = digits.length === 10 ? Math.floor(Number(digits) / 60) : Number(digits || NaN);
  const scheduledMs = minutes * minuteMs;
  // This machine's clock may be behind that of the controller.
  const isScheduled = scheduledMs <= startMs + minuteMs && startMs - scheduledMs < latestStartMs;
  return isScheduled ? scheduledMs : Math.floor(startMs / minuteMs) * minuteMs;
}
