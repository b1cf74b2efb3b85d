import type { Count } from '../util/count.ts';
import type { Resources } from './facts.ts';

/** Sums over the pods of a namespace or of the cluster. */
export interface RollUp {
  /** The shard, as `0/4`; `undefined` where the sums are of all nodes. */
  readonly shard: string | undefined;
  /** `undefined` for the cluster. */
  readonly namespace: string | undefined;
  /** Pods with statistics. */
  readonly pods: number;
  /** Pods that should run but have no statistics; absent where pods are not known. */
  readonly podsWithoutStats: number | undefined;
  /** Containers with statistics. */
  readonly containers: number;
  readonly cpuUsageNanoCores: Count | undefined;
  readonly memoryUsageBytes: Count | undefined;
  readonly memoryWorkingSetBytes: Count | undefined;
  /** In the schemas that store rates. */
  readonly cpuMillicores: number | undefined;
  /** Of every active pod on a node, as the scheduler counts them; absent where pods are not known. */
  readonly requests: Resources | undefined;
  readonly limits: Resources | undefined;
  /** As Heapster counted them: of the app containers of pods with statistics. */
  readonly containerRequests: Resources | undefined;
  readonly containerLimits: Resources | undefined;
  /** For the cluster only. */
  readonly nodes?: NodeSums | undefined;
}

/** Sums over the nodes. */
export interface NodeSums {
  readonly answered: number;
  /** Of the nodes that answered. */
  readonly cpuUsageNanoCores: Count | undefined;
  readonly memoryUsageBytes: Count | undefined;
  readonly memoryWorkingSetBytes: Count | undefined;
  /** Allocatable memory of the nodes whose working set is known. */
  readonly allocatableOfMeasuredBytes: number | undefined;
  /** Of all nodes, whether they answered or not: pods are scheduled to all of them. */
  readonly capacity: Resources | undefined;
  readonly allocatable: Resources | undefined;
}
