import type { Count } from '../util/count.ts';

/** What the database holds of an object at one time; what is not there is `undefined`. */
export interface Look {
  /** The time of the point: within one run those of a pod's containers lie close together. */
  readonly pointMs: number;
  /** When the CPU counter was read. */
  readonly timeMs: number;
  readonly usageCoreNanoSeconds?: Count | undefined;
  readonly workingSetBytes?: number | undefined;
  readonly swapBytes?: number | undefined;
  readonly ephemeralStorageBytes?: number | undefined;
  readonly startTimeMs?: number | undefined;
  /** Of a node, what pods may have. */
  readonly allocatableMillicores?: number | undefined;
  readonly allocatableBytes?: number | undefined;
}

/** The two newest looks at a node, or at a container of a pod. */
export interface Recent {
  readonly node: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly container?: string | undefined;
  readonly last: Look;
  readonly before?: Look | undefined;
}

/** What Heapster's metrics are of: the values of its tag `type`. */
export type SetType = 'node' | 'pod' | 'pod_container' | 'sys_container' | 'ns' | 'cluster';

/** What is kept of a measurement when it is thinned out: of gauges the mean, of what only grows the last value. */
export interface Downsampled {
  readonly measurement: string;
  readonly means: readonly string[];
  readonly lasts: readonly string[];
}
