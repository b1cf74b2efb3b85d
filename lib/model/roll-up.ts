import type { Count } from '../util/count.ts';
import type { Resources } from './facts.ts';

/** Sums over the pods of a namespace, or over the whole cluster. */
export interface RollUp {
  /** Of which part of the nodes, as `0/4`; `undefined` where it is of all. */
  readonly shard: string | undefined;
  /** `undefined` for the cluster. */
  readonly namespace: string | undefined;
  /** Pods with statistics. */
  readonly pods: number;
  /** Pods that should run and have no statistics; absent where pods are not known. */
  readonly podsWithoutStats: number | undefined;
  /** Containers with statistics. */
  readonly containers: number;
  readonly cpuUsageNanoCores: Count | undefined;
  readonly memoryUsageBytes: Count | undefined;
  readonly memoryWorkingSetBytes: Count | undefined;
  /** From the schemas that store rates. */
  readonly cpuMillicores: number | undefined;
  /** Of every pod that holds a place on a node, as the scheduler counts them; absent where pods are not known. */
  readonly requests: Resources | undefined;
  readonly limits: Resources | undefined;
  /** As Heapster counted them: of the ordinary containers of pods with statistics. */
  readonly containerRequests: Resources | undefined;
  readonly containerLimits: Resources | undefined;
  /** Of the cluster alone. */
  readonly nodes?: NodeSums | undefined;
}

/** Sums over the nodes. */
export interface NodeSums {
  readonly answered: number;
  /** Of those that answered. */
  readonly cpuUsageNanoCores: Count | undefined;
  readonly memoryUsageBytes: Count | undefined;
  readonly memoryWorkingSetBytes: Count | undefined;
  /** What pods may have of those nodes whose working set is known. */
  readonly allocatableOfMeasuredBytes: number | undefined;
  /** Of all nodes, whether they answered or not: pods are bound to them all. */
  readonly capacity: Resources | undefined;
  readonly allocatable: Resources | undefined;
}
