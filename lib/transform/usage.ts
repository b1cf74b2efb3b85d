import { growthPerSecond } from '../util/counter-rate.ts';
import type { Recent } from '../model/stored-points.ts';

/** What an object used from one look to the next. */
export interface Usage {
  /** Of the last look. */
  readonly timestampMs: number;
  /** Since the look before. */
  readonly windowMs: number;
  readonly nanoCores: number;
  readonly memoryBytes: number;
  readonly swapBytes: number | undefined;
  readonly ephemeralStorageBytes: number | undefined;
}

/**
 * `no_previous` where there is but one look at what runs now, `implausible` where the counter fell or jumped, `no_number` where the
 * kubelet told nothing, or of a running thing 0.
 */
type Unknown = 'no_previous' | 'implausible' | 'no_number';

/** The rules of metrics-server: a number is never made up, and what is not known is no zero. */
export function usageOf({ last, before }: Recent): Usage | Unknown {
  const { timeMs, usageCoreNanoSeconds, workingSetBytes, swapBytes, ephemeralStorageBytes } = last;
  if (!usageCoreNanoSeconds || !workingSetBytes) return 'no_number';
  const isOther =
    before === undefined || (last.startTimeMs !== undefined && last.startTimeMs > before.timeMs);
  if (isOther || before.usageCoreNanoSeconds === undefined) return 'no_previous';
  const nanoCores = growthPerSecond(last, before, 'usageCoreNanoSeconds');
  if (nanoCores === undefined) return 'implausible';
  return {
    timestampMs: timeMs,
    windowMs: timeMs - before.timeMs,
    nanoCores,
    memoryBytes: workingSetBytes,
    swapBytes,
    ephemeralStorageBytes,
  };
}

/** Of a pod's containers the one that was read first tells when, and over which span. */
export function earliestOf(
  parts: readonly [{ readonly usage: Usage }, ...{ readonly usage: Usage }[]],
): Usage {
  return parts.reduce(
    (earliest, { usage }) => (usage.timestampMs < earliest.timestampMs ? usage : earliest),
    parts[0].usage,
  );
}
