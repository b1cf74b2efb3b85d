const minuteMs = 60_000;
// A Job that starts later than this after the minute in its name is not a CronJob's.
const latestStartMs = 3_600_000;

/**
 * The minute of a run: the scheduled one where the Job's name ends in it, else the start rounded down.
 * CronJob controllers since 1.21 put the minute since 1970 into the name, older ones the second. So all
 * retries and all shards of a run write to the same minute.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.21.0/pkg/controller/cronjob/utils.go
 */
export function runMinuteMs(jobName: string | undefined, startMs: number): number {
  const digits = /-(\d{8}|\d{10})$/.exec(jobName ?? '')?.[1] ?? '';
  const minutes = digits.length === 10 ? Math.floor(Number(digits) / 60) : Number(digits || NaN);
  const scheduledMs = minutes * minuteMs;
  // This machine's clock may be behind the controller's.
  const isScheduled = scheduledMs <= startMs + minuteMs && startMs - scheduledMs < latestStartMs;
  return isScheduled ? scheduledMs : Math.floor(startMs / minuteMs) * minuteMs;
}
