import { counterRate } from '../util/counter-rate.ts';
import type { RecentPoints, StoredPoint } from '../model/stored-points.ts';

/** Usage between two points. */
export interface Usage {
  /** Of the newest point. */
  readonly timestampMs: number;
  /** Since the previous point. */
  readonly windowMs: number;
  readonly nanoCores: number;
  readonly memoryBytes: number;
  /** All numbers of the newest point. */
  readonly newest: StoredPoint;
}

/**
 * `no_previous`: there is only one point of what runs now. `implausible`: the counter fell or jumped.
 * `no_number`: the kubelet reported nothing, or 0 for something that runs.
 */
type Unknown = 'no_previous' | 'implausible' | 'no_number';

/** metrics-server's rules: unknown is never shown as 0. */
export function usageOf({ last, previous }: RecentPoints): Usage | Unknown {
  const { timeMs, usageCoreNanoSeconds, workingSetBytes } = last;
  if (!usageCoreNanoSeconds || !workingSetBytes) return 'no_number';
  const isOther =
    previous === undefined || (last.startTimeMs !== undefined && last.startTimeMs > previous.timeMs);
  if (isOther || previous.usageCoreNanoSeconds === undefined) return 'no_previous';
  const nanoCores = counterRate(last, previous, 'usageCoreNanoSeconds');
  if (nanoCores === undefined) return 'implausible';
  return {
    timestampMs: timeMs,
    windowMs: timeMs - previous.timeMs,
    nanoCores,
    memoryBytes: workingSetBytes,
    newest: last,
  };
}

/** The earliest of a pod's containers gives its time and window. */
export function earliestOf(
  parts: readonly [{ readonly usage: Usage }, ...{ readonly usage: Usage }[]],
): Usage {
  return parts.reduce(
    (earliest, { usage }) => (usage.timestampMs < earliest.timestampMs ? usage : earliest),
    parts[0].usage,
  );
}
