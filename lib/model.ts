/**
 * The nouns that flow from decode to encode. Every kubelet endpoint becomes samples; what a kubelet did not say
 * is `undefined`, never 0. Times are milliseconds since 1970, bytes and counts are whole numbers.
 */

/** A whole number of zero or more: a `bigint` where a double could not hold it exactly (above 2^53). */
export type Count = number | bigint;

export type SampleKind = 'node' | 'systemContainer' | 'pod' | 'container';

/** What one kubelet said about one node, system container, pod or container. */
export interface Sample {
  readonly kind: SampleKind;
  readonly node: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly podUid?: string | undefined;
  /** The container's name; a system container's too. */
  readonly container?: string | undefined;
  readonly startTimeMs?: number | undefined;
  readonly cpu?: CpuUsage | undefined;
  readonly memory?: MemoryUsage | undefined;
  readonly ioPressure?: Pressure | undefined;
  readonly swap?: SwapUsage | undefined;
  readonly processes?: ProcessUsage | undefined;
  readonly interfaces: readonly InterfaceUsage[];
  readonly filesystems: readonly FilesystemUsage[];
  readonly volumes: readonly VolumeUsage[];
  readonly accelerators: readonly AcceleratorUsage[];
  readonly custom: readonly CustomMetric[];
}

interface CpuUsage {
  readonly timeMs?: number | undefined;
  /** The kubelet's own average over about the last ten seconds. */
  readonly usageNanoCores?: Count | undefined;
  /** Cumulative since the object started. */
  readonly usageCoreNanoSeconds?: Count | undefined;
  readonly pressure?: Pressure | undefined;
}

interface MemoryUsage {
  readonly timeMs?: number | undefined;
  /** Absent where no limit is set. */
  readonly availableBytes?: Count | undefined;
  readonly usageBytes?: Count | undefined;
  readonly workingSetBytes?: Count | undefined;
  readonly rssBytes?: Count | undefined;
  readonly pageFaults?: Count | undefined;
  readonly majorPageFaults?: Count | undefined;
  readonly pressure?: Pressure | undefined;
}

/** Pressure stall information: the share of time, in percent, that some or all tasks waited. */
export interface Pressure {
  readonly some: PressureAverages;
  readonly full: PressureAverages;
}

export interface PressureAverages {
  readonly avg10Percent?: number | undefined;
  readonly avg60Percent?: number | undefined;
  readonly avg300Percent?: number | undefined;
}

interface SwapUsage {
  readonly availableBytes?: Count | undefined;
  readonly usageBytes?: Count | undefined;
}

interface ProcessUsage {
  readonly count?: Count | undefined;
  /** The node's limit of process ids. */
  readonly max?: Count | undefined;
}

export interface InterfaceUsage {
  readonly timeMs?: number | undefined;
  readonly name: string;
  /** The interface that the kubelet reports as the object's own; every one where it names none. */
  readonly isDefault: boolean;
  readonly rxBytes?: Count | undefined;
  readonly rxErrors?: Count | undefined;
  readonly txBytes?: Count | undefined;
  readonly txErrors?: Count | undefined;
}

/** `root`, `image` and `containers` belong to a node, `ephemeral` to a pod, `rootfs` and `logs` to a container. */
export type FilesystemName = 'root' | 'image' | 'containers' | 'ephemeral' | 'rootfs' | 'logs';

export interface SpaceUsage {
  readonly timeMs?: number | undefined;
  readonly availableBytes?: Count | undefined;
  readonly capacityBytes?: Count | undefined;
  readonly usedBytes?: Count | undefined;
  readonly inodes?: Count | undefined;
  readonly inodesFree?: Count | undefined;
  readonly inodesUsed?: Count | undefined;
}

export interface FilesystemUsage extends SpaceUsage {
  readonly name: FilesystemName;
}

export interface VolumeUsage extends SpaceUsage {
  readonly name: string;
  /** The name of the PersistentVolumeClaim behind the volume, if there is one. */
  readonly claim?: string | undefined;
}

export interface AcceleratorUsage {
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly id?: string | undefined;
  readonly memoryTotalBytes?: Count | undefined;
  readonly memoryUsedBytes?: Count | undefined;
  readonly dutyCyclePercent?: Count | undefined;
}

export interface CustomMetric {
  readonly timeMs?: number | undefined;
  readonly name: string;
  readonly type?: string | undefined;
  readonly units?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number | undefined;
}

/** The time of an object's line: its cpu time, else its memory time. */
export function objectTimeMs(sample: Sample): number | undefined {
  return sample.cpu?.timeMs ?? sample.memory?.timeMs;
}
