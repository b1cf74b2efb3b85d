/**
 * The data that flows from decode to encode. Every kubelet endpoint gives samples. What a kubelet did not
 * report is `undefined`, never 0. Times are milliseconds since 1970; bytes and counts are whole numbers.
 */

import type { Count } from '../util/count.ts';
import type { ContainerFacts, NodeFacts, PodFacts } from './facts.ts';

export type SampleKind = 'node' | 'systemContainer' | 'pod' | 'container';

/** The kubelet's endpoints: `/stats/summary`, `/stats/container/`, `/metrics/resource`. */
export type Source = 'summary' | 'container' | 'resource';

/** The statistics of one node, system container, pod or container, with facts from the API. */
export interface Sample {
  readonly kind: SampleKind;
  readonly source: Source;
  readonly node: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly podUid?: string | undefined;
  /** The name of a container or system container. */
  readonly container?: string | undefined;
  readonly startTimeMs?: number | undefined;
  /** A container's image, where the kubelet reports it. */
  readonly image?: string | undefined;
  readonly cpu?: CpuUsage | undefined;
  readonly memory?: MemoryUsage | undefined;
  readonly ioPressure?: Pressure | undefined;
  readonly swap?: SwapUsage | undefined;
  readonly processes?: ProcessUsage | undefined;
  readonly interfaces: readonly InterfaceUsage[];
  /** For a pod: whether its interfaces are the node's. */
  readonly isHostNetwork?: boolean | undefined;
  readonly filesystems: readonly FilesystemUsage[];
  readonly volumes: readonly VolumeUsage[];
  readonly accelerators: readonly AcceleratorUsage[];
  readonly custom: readonly CustomMetric[];
  readonly diskIo: readonly DiskIo[];
  /** For a pod: the usage of its sandbox (pause) container, where the endpoint reports it separately. */
  readonly sandbox?: Pick<Sample, 'cpu' | 'memory'> | undefined;
  /** The sample before, where the endpoint gives two at a time. */
  readonly earlier?: CounterSample | undefined;
  /** Added by `enrich`, on nodes. */
  readonly nodeFacts?: NodeFacts | undefined;
  /** Added by `enrich`, on pods and containers that the API knows. */
  readonly podFacts?: PodFacts | undefined;
  /** Added by `enrich`, on containers that the API knows. */
  readonly containerFacts?: ContainerFacts | undefined;
  /** Added by `withRates`, for the schemas that store rates. */
  readonly rates?: Rates | undefined;
}

export interface CpuUsage {
  readonly timeMs?: number | undefined;
  /** The kubelet's average over about 10 seconds. */
  readonly usageNanoCores?: Count | undefined;
  /** Cumulative since the object's start. */
  readonly usageCoreNanoSeconds?: Count | undefined;
  /** Load average in thousandths: tasks that run or wait for a CPU. */
  readonly loadMilli?: Count | undefined;
  readonly pressure?: Pressure | undefined;
}

export interface MemoryUsage {
  readonly timeMs?: number | undefined;
  /** Absent where there is no limit. */
  readonly availableBytes?: Count | undefined;
  readonly usageBytes?: Count | undefined;
  readonly workingSetBytes?: Count | undefined;
  readonly rssBytes?: Count | undefined;
  readonly cacheBytes?: Count | undefined;
  readonly pageFaults?: Count | undefined;
  readonly majorPageFaults?: Count | undefined;
  readonly pressure?: Pressure | undefined;
}

/** Pressure stall information: the percentage of time in which some or all tasks waited. */
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
  /** Maximum number of process IDs on the node. */
  readonly max?: Count | undefined;
}

export interface InterfaceUsage {
  readonly timeMs?: number | undefined;
  readonly name: string;
  /**
   * Whether it is the object's own interface: the kubelet's default, or where it names none, the one that
   * leads out of the machine.
   */
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
  /** `device` where the endpoint reports devices and mounts without their purpose. */
  readonly name: FilesystemName | 'device';
  /** As `/dev/sda1`, where the name is `device`. */
  readonly device?: string | undefined;
}

export interface VolumeUsage extends SpaceUsage {
  readonly name: string;
  /** The PersistentVolumeClaim behind the volume, if there is one. */
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
  /** Declared as an integer by its exporter. */
  readonly isInteger?: boolean | undefined;
}

/** Bytes read from and written to a device, cumulative. */
export interface DiskIo {
  readonly timeMs?: number | undefined;
  /** Its name, or `major:minor`. */
  readonly device: string;
  readonly readBytes?: Count | undefined;
  readonly writtenBytes?: Count | undefined;
}

/** What rates are computed from. */
export type CounterSample = Pick<Sample, 'cpu' | 'memory' | 'interfaces' | 'diskIo'>;

/** Rates are never negative, and absent where two samples cannot be compared. */
export interface Rates {
  /** Whole millicores. */
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

/** The time of an object's line: its CPU time, else its memory time. */
export function objectTimeMs(sample: Sample): number | undefined {
  return sample.cpu?.timeMs ?? sample.memory?.timeMs;
}
