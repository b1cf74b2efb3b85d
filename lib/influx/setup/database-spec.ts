import type { Downsampled } from '../../model/stored-points.ts';

/** The wanted state of a database or bucket. */
export interface DatabaseSpec {
  /**
   * `undefined` where it was not set: a new database gets `defaultRetentionS`, an existing one keeps its own.
   */
  readonly retentionS: number | undefined;
  /** Downsampled points; `undefined` for none. */
  readonly long: { readonly retentionS: number | undefined; readonly everyS: number } | undefined;
  /** The schema to downsample; others are left alone. */
  readonly schema: string;
  readonly downsampled: readonly Downsampled[];
}

/** No expiry. */
export const forever = 0;

export const defaultRetentionS = 30 * 86_400;
export const defaultLongRetentionS = 365 * 86_400;

/** One step of the setup; without `run` it is done already. */
export interface Step {
  readonly statement: string;
  /** Shown before the step runs. */
  readonly warning?: string;
  /** `undefined` where nothing is to be done. */
  readonly run: (() => Promise<unknown>) | undefined;
}

/** A duration in InfluxDB's notation. */
export function durationText(seconds: number): string {
  if (seconds === forever) return 'INF';
  for (const [unit, length] of units) if (seconds % length === 0) return `${seconds / length}${unit}`;
  return `${seconds}s`;
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** A warning where a shorter retention drops points. */
export function warningOfLoss(whose: string, newS: number, oldS: number): Pick<Step, 'warning'> {
  const isShorter = newS !== forever && (oldS === forever || newS < oldS);
  return isShorter
    ? {
        warning: `Points of ${whose} older than ${durationText(newS)} are dropped, and nothing thins them out before.`,
      }
    : {};
}

/** An InfluxQL identifier. */
export function quotedIdentifier(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
