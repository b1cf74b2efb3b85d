/**
 * The nouns that flow from decode to encode. Every kubelet endpoint becomes samples; what a kubelet did not say
 * is `undefined`, never 0. Times are milliseconds since 1970, bytes and counts are whole numbers.
 */

import type { Count } from '../util/count.ts';
import type { ContainerFacts, NodeFacts, PodFacts } from './facts.ts';

export type SampleKind = 'node' | 'systemContainer' | 'pod' | 'container';

/** The kubelet's endpoints that samples are made of: `/stats/summary`, `/stats/container/`, `/metrics/resource`. */
export type Source = 'summary' | 'container' | 'resource';

/** What one kubelet said about one node, system container, pod or container, and what the API knows of it. */
export interface Sample {
  readonly kind: SampleKind;
  readonly source: Source;
  readonly node: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly podUid?: string | undefined;
  /** The container's name; a system container's too. */
  readonly container?: string | undefined;
  readonly startTimeMs?: number | undefined;
  /** A container's, where the kubelet tells it. */
  readonly image?: string | undefined;
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
  readonly diskIo: readonly DiskIo[];
  /** Of a pod: what the container that holds its namespaces uses, where the endpoint tells it apart from the pod. */
  readonly sandbox?: Pick<Sample, 'cpu' | 'memory'> | undefined;
  /** What was seen one look earlier, where the endpoint gives two looks at a time. */
  readonly earlier?: Look | undefined;
  /** From the stage enrich, on nodes. */
  readonly nodeFacts?: NodeFacts | undefined;
  /** From the stage enrich, on pods and containers that the API knows. */
  readonly podFacts?: PodFacts | undefined;
  /** From the stage enrich, on containers that the API knows. */
  readonly containerFacts?: ContainerFacts | undefined;
  /** From the stage rates, for the schemas that store rates. */
  readonly rates?: Rates | undefined;
}

export interface CpuUsage {
  readonly timeMs?: number | undefined;
  /** The kubelet's own average over about the last ten seconds. */
  readonly usageNanoCores?: Count | undefined;
  /** Cumulative since the object started. */
  readonly usageCoreNanoSeconds?: Count | undefined;
  /** Tasks that run or wait for a CPU, averaged, in thousandths. */
  readonly loadMilli?: Count | undefined;
  readonly pressure?: Pressure | undefined;
}

export interface MemoryUsage {
  readonly timeMs?: number | undefined;
  /** Absent where no limit is set. */
  readonly availableBytes?: Count | undefined;
  readonly usageBytes?: Count | undefined;
  readonly workingSetBytes?: Count | undefined;
  readonly rssBytes?: Count | undefined;
  readonly cacheBytes?: Count | undefined;
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
  /** Whether it is the object's own: what the kubelet names so, or where it names none, what leads out of the machine. */
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
  /** `device` where the endpoint tells devices and mounts, and not what they are for. */
  readonly name: FilesystemName | 'device';
  /** As `/dev/sda1`, where the name is `device`. */
  readonly device?: string | undefined;
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
  /** Whoever exports it says that it is a whole number. */
  readonly isInteger?: boolean | undefined;
}

/** What an object has read from and written to a device, cumulative. */
export interface DiskIo {
  readonly timeMs?: number | undefined;
  /** Its name, or `major:minor`. */
  readonly device: string;
  readonly readBytes?: Count | undefined;
  readonly writtenBytes?: Count | undefined;
}

/** What rates are made from. */
export type Look = Pick<Sample, 'cpu' | 'memory' | 'interfaces' | 'diskIo'>;

/** Changes over time; never negative, and absent where two looks cannot be compared. */
export interface Rates {
  /** Thousandths of a core; a whole number. */
  readonly cpuMillicores?: number | undefined;
  readonly pageFaultsPerSecond?: number | undefined;
  readonly majorPageFaultsPerSecond?: number | undefined;
  readonly rxBytesPerSecond?: number | undefined;
  readonly rxErrorsPerSecond?: number | undefined;
  readonly txBytesPerSecond?: number | undefined;
  readonly txErrorsPerSecond?: number | undefined;
  readonly diskIo: readonly DiskIoRates[];
}

export interface DiskIoRates {
  readonly device: string;
  readonly readBytesPerSecond?: number | undefined;
  readonly writtenBytesPerSecond?: number | undefined;
}

/** The time of an object's line: its cpu time, else its memory time. */
export function objectTimeMs(sample: Sample): number | undefined {
  return sample.cpu?.timeMs ?? sample.memory?.timeMs;
}
