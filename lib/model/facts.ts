import { addNumbers } from '../util/count.ts';

/** What heapline keeps of nodes and pods in the API. */

/** Amounts of a request, a limit or a capacity. */
export interface Resources {
  readonly cpuMillicores?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly ephemeralStorageBytes?: number | undefined;
  /** Other resources by name, as `nvidia.com/gpu`. */
  readonly others?: Readonly<Record<string, number>> | undefined;
}

export interface NodeFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly zone: string | undefined;
  readonly instanceType: string | undefined;
  readonly capacity: Resources;
  readonly allocatable: Resources;
  /** Maximum number of pods. */
  readonly podCapacity: number | undefined;
  readonly podAllocatable: number | undefined;
  readonly isSchedulable: boolean;
  /** Of the pods scheduled to it, as the scheduler counts them; absent where pods are not known. */
  readonly requests?: Resources | undefined;
  readonly limits?: Resources | undefined;
  /** As Heapster counted them: of the app containers of pods with statistics. */
  readonly containerRequests?: Resources | undefined;
  readonly containerLimits?: Resources | undefined;
}

export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  /** `undefined` while the pod is not scheduled. */
  readonly node: string | undefined;
  readonly workloadKind: string;
  readonly workload: string;
  /** Whether it shares the node's network. */
  readonly isHostNetwork: boolean;
  readonly phase: string | undefined;
  readonly qosClass: string | undefined;
  /** As the scheduler counts them: with init containers, sidecars and overhead. */
  readonly requests: Resources;
  readonly limits: Resources;
  readonly containers: readonly ContainerFacts[];
  /** The sum over its app containers; `undefined` where there is none. */
  readonly containerRequests: Resources | undefined;
  readonly containerLimits: Resources | undefined;
  /** The labels that settings ask for. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerFacts {
  readonly name: string;
  readonly isInit: boolean;
  /** A restartable init container. */
  readonly isSidecar: boolean;
  readonly image: string | undefined;
  readonly restarts: number | undefined;
  readonly requests: Resources;
  readonly limits: Resources;
}

/** Whether a pod counts towards its node: it has neither succeeded nor failed. */
export function isActive({ phase }: PodFacts): boolean {
  return phase !== 'Succeeded' && phase !== 'Failed';
}

/**
 * Restarts of its app containers, optionally with sidecars; `undefined` where no container has started yet.
 */
export function restartsOf({ containers }: PodFacts, withSidecars = false): number | undefined {
  return containers
    .filter(({ isInit, isSidecar }) => !isInit || (withSidecars && isSidecar))
    .reduce<number | undefined>((sum, { restarts }) => addNumbers(sum, restarts), undefined);
}

/** The sum over a pod's app containers. */
export function sumOverContainers(
  containers: readonly ContainerFacts[],
  of: (container: ContainerFacts) => Resources,
): Resources | undefined {
  const ordinary = containers.filter(({ isInit }) => !isInit);
  return ordinary.reduce<Resources | undefined>((sum, one) => addResources(sum, of(one)), undefined);
}

/** Sums each resource; unknown plus unknown stays unknown. */
export function addResources(one: Resources | undefined, other: Resources | undefined): Resources {
  return combineResources(one, other ?? {}, (a, b) => a + b);
}

/** As `addResources`, but changes `sum`, or makes one where there is none yet. */
export function addInto(sum: Resources | undefined, more: Resources | undefined): Resources {
  if (!sum) return { ...more };
  if (!more) return sum;
  const own = sum as { -readonly [Name in keyof Resources]: Resources[Name] };
  own.cpuMillicores = addNumbers(sum.cpuMillicores, more.cpuMillicores);
  own.memoryBytes = addNumbers(sum.memoryBytes, more.memoryBytes);
  own.ephemeralStorageBytes = addNumbers(sum.ephemeralStorageBytes, more.ephemeralStorageBytes);
  if (more.others) own.others = combineOthers(sum.others, more.others, (one, other) => one + other);
  return sum;
}

/** More resources of one object are ignored: a pod has a handful, and they are summed often. */
export const maxOtherResources = 100;

/** Combines each resource that both have; otherwise takes the one that is there. */
export function combineResources(one: Resources | undefined, other: Resources, combine: Combine): Resources {
  if (one === undefined) return other;
  return {
    cpuMillicores: pick(one.cpuMillicores, other.cpuMillicores, combine),
    memoryBytes: pick(one.memoryBytes, other.memoryBytes, combine),
    ephemeralStorageBytes: pick(one.ephemeralStorageBytes, other.ephemeralStorageBytes, combine),
    others: one.others || other.others ? combineOthers(one.others, other.others, combine) : undefined,
  };
}

type Combine = (one: number, other: number) => number;

function combineOthers(
  one: Resources['others'],
  other: Resources['others'],
  combine: Combine,
): Resources['others'] {
  const own = (all: Resources['others'], name: string) =>
    all && Object.hasOwn(all, name) ? all[name] : undefined;
  const names = Object.keys({ ...one, ...other }).slice(0, maxOtherResources);
  return Object.fromEntries(
    names.map((name) => [name, pick(own(one, name), own(other, name), combine) ?? 0]),
  );
}

function pick(one: number | undefined, other: number | undefined, combine: Combine): number | undefined {
  return one === undefined ? other : other === undefined ? one : combine(one, other);
}

/** A Kubernetes label and the tag that it becomes. */
export interface LabelTag {
  readonly label: string;
  readonly tag: string;
}
