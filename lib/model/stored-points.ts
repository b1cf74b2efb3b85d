import type { Count } from '../util/count.ts';
import type { StoredNumber, storedNumbers } from './stored-numbers.ts';

type Stored<Name extends StoredNumber> = (typeof storedNumbers)[Name] extends { isCounter: true }
  ? Count
  : number;

/** The numbers that the database holds of an object at one time. */
export type StoredValues = { readonly [Name in StoredNumber]?: Stored<Name> | undefined };

/** What the database holds of an object at one time. */
export interface StoredPoint extends StoredValues {
  /** The point's time. Within one run the containers of a pod are close together. */
  readonly pointMs: number;
  /** The time of the CPU counter. */
  readonly timeMs: number;
}

/** The two newest points of a node or container. */
export interface RecentPoints {
  readonly node: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly container?: string | undefined;
  readonly last: StoredPoint;
  readonly previous?: StoredPoint | undefined;
}

/** The objects of Heapster's metrics: values of its tag `type`. */
export type HeapsterType = 'node' | 'pod' | 'pod_container' | 'sys_container' | 'ns' | 'cluster';

/** How to downsample a measurement: the mean of gauges, the last value of counters. */
export interface Downsampled {
  readonly measurement: string;
  readonly means: readonly string[];
  readonly lasts: readonly string[];
}
