import type { Downsampled } from '../../model/stored-points.ts';

/** What a database should be like. */
export interface Wish {
  /** How long points are kept; `undefined` where nobody asked: then what is made gets `usualRetentionS`, what is there stays. */
  readonly retentionS: number | undefined;
  /** Thinned-out points; `undefined` for none. */
  readonly long: { readonly retentionS: number | undefined; readonly everyS: number } | undefined;
  /** Whose points are thinned out; what another schema has is left alone. */
  readonly schema: string;
  readonly downsampled: readonly Downsampled[];
}

/** For ever. */
export const forever = 0;

export const usualRetentionS = 30 * 86_400;
export const usualLongRetentionS = 365 * 86_400;

/** One thing to do, as people read it; or one that is as it should be. */
export interface Step {
  readonly statement: string;
  /** What it costs: to be said before it is done. */
  readonly warning?: string;
  /** `undefined` where there is nothing to do. */
  readonly run: (() => Promise<unknown>) | undefined;
}

/** A duration as InfluxDB spells it. */
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

/** What it costs to keep points for `newS` instead of `oldS`; nothing where none is dropped sooner. */
export function warningOfLoss(whose: string, newS: number, oldS: number): Pick<Step, 'warning'> {
  const isShorter = newS !== forever && (oldS === forever || newS < oldS);
  return isShorter
    ? {
        warning: `Points of ${whose} older than ${durationText(newS)} are dropped, and nothing thins them out before.`,
      }
    : {};
}

/** An identifier of InfluxQL. */
export function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
