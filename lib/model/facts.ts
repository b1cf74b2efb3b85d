import { addNumbers } from '../util/count.ts';

/** What the API knows of nodes and pods, and heapline keeps. */

/** Amounts of resources: of a request, a limit or a capacity. */
export interface Resources {
  readonly cpuMillicores?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly ephemeralStorageBytes?: number | undefined;
  /** Every other resource by its name, as `nvidia.com/gpu`. */
  readonly others?: Readonly<Record<string, number>> | undefined;
}

export interface NodeFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly zone: string | undefined;
  readonly instanceType: string | undefined;
  readonly capacity: Resources;
  readonly allocatable: Resources;
  /** How many pods fit on it. */
  readonly podCapacity: number | undefined;
  readonly podAllocatable: number | undefined;
  readonly isSchedulable: boolean;
  /** Of the pods that hold a place on it, as the scheduler counts them; absent where pods are not known. */
  readonly requests?: Resources | undefined;
  readonly limits?: Resources | undefined;
  /** As Heapster counted them: of the ordinary containers of pods with statistics. */
  readonly containerRequests?: Resources | undefined;
  readonly containerLimits?: Resources | undefined;
}

export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  /** `undefined` while it waits for a node. */
  readonly node: string | undefined;
  readonly workloadKind: string;
  readonly workload: string;
  readonly phase: string | undefined;
  readonly qosClass: string | undefined;
  /** As the scheduler counts them: init containers, sidecars and overhead included. */
  readonly requests: Resources;
  readonly limits: Resources;
  readonly containers: readonly ContainerFacts[];
  /** What its ordinary containers ask for together; `undefined` where there is none. */
  readonly containerRequests: Resources | undefined;
  readonly containerLimits: Resources | undefined;
  /** Those that are asked for. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerFacts {
  readonly name: string;
  readonly isInit: boolean;
  /** An init container that keeps running. */
  readonly isSidecar: boolean;
  readonly image: string | undefined;
  readonly restarts: number | undefined;
  readonly requests: Resources;
  readonly limits: Resources;
}

/** What holds a place on a node: neither done nor failed. */
export function holdsPlace({ phase }: PodFacts): boolean {
  return phase !== 'Succeeded' && phase !== 'Failed';
}

/** Of its ordinary containers together, and where they are wanted of sidecars; `undefined` where none has started yet. */
export function restartsOf({ containers }: PodFacts, withSidecars = false): number | undefined {
  return containers
    .filter(({ isInit, isSidecar }) => !isInit || (withSidecars && isSidecar))
    .reduce<number | undefined>((sum, { restarts }) => addNumbers(sum, restarts), undefined);
}

/** What a pod's ordinary containers ask for together. */
export function sumOverContainers(
  containers: readonly ContainerFacts[],
  of: (container: ContainerFacts) => Resources,
): Resources | undefined {
  const ordinary = containers.filter(({ isInit }) => !isInit);
  return ordinary.reduce<Resources | undefined>((sum, one) => addResources(sum, of(one)), undefined);
}

/** Sums resource by resource; what neither knows stays unknown. */
export function addResources(one: Resources | undefined, other: Resources | undefined): Resources {
  return combineResources(one, other ?? {}, (a, b) => a + b);
}

/** As `addResources`, for a sum of one's own that grows: it is changed, and made where there is none yet. */
export function grown(sum: Resources | undefined, more: Resources | undefined): Resources {
  if (!sum) return { ...more };
  if (!more) return sum;
  const own = sum as { -readonly [Name in keyof Resources]: Resources[Name] };
  own.cpuMillicores = addNumbers(sum.cpuMillicores, more.cpuMillicores);
  own.memoryBytes = addNumbers(sum.memoryBytes, more.memoryBytes);
  own.ephemeralStorageBytes = addNumbers(sum.ephemeralStorageBytes, more.ephemeralStorageBytes);
  if (more.others) own.others = combineOthers(sum.others, more.others, (one, other) => one + other);
  return sum;
}

/** Kinds of other resources that are kept of one object: a pod asks for a handful, and sums are made again and again. */
export const mostOthers = 100;

/** Combines resource by resource where both are known; else takes the one that is. */
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
  const names = Object.keys({ ...one, ...other }).slice(0, mostOthers);
  return Object.fromEntries(
    names.map((name) => [name, pick(own(one, name), own(other, name), combine) ?? 0]),
  );
}

function pick(one: number | undefined, other: number | undefined, combine: Combine): number | undefined {
  return one === undefined ? other : other === undefined ? one : combine(one, other);
}

/** A label of Kubernetes, and the tag that its value becomes. */
export interface LabelTag {
  readonly label: string;
  readonly tag: string;
}
