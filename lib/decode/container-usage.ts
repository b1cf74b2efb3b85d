import { growthPerSecond } from '../growth.ts';
import type {
  CpuUsage,
  CustomMetric,
  DiskIo,
  FilesystemUsage,
  InterfaceUsage,
  Look,
  Sample,
} from '../model.ts';
import type { Clock } from './clock.ts';
import type { WireInfo, WireStats } from './container-schema.ts';
import { ownInterfaces } from './own-interfaces.ts';

type Usage = Partial<Omit<Sample, 'kind' | 'source' | 'node'>>;

/** What one cgroup used, from the last look at it; the look before gives `earlier` and the CPU's average. */
export function usageOf({ spec, stats }: WireInfo, clock: Clock): Usage {
  const startTimeMs = clock(spec?.creation_time);
  const looks = (stats ?? []).map((look) => ({ look, timeMs: clock(look.timestamp) }));
  looks.sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  const [last, previous] = [looks.at(-1), looks.at(-2)];
  if (!last) return { startTimeMs };
  const { look, timeMs } = last;
  const seen = lookOf(spec, look, timeMs);
  const earlier = previous && lookOf(spec, previous.look, previous.timeMs);
  return {
    ...seen,
    earlier,
    startTimeMs,
    image: spec?.image ?? undefined,
    cpu: seen.cpu && { ...seen.cpu, usageNanoCores: averageNanoCores(seen.cpu, earlier?.cpu) },
    // The same number that newer kubelets give as the swap of a container.
    swap: look.memory?.swap == null ? undefined : { usageBytes: look.memory.swap },
    processes: look.processes?.process_count == null ? undefined : { count: look.processes.process_count },
    filesystems: spec?.has_filesystem ? filesystemsOf(look, timeMs) : [],
    accelerators: (look.accelerators ?? []).map((accelerator) => ({
      make: accelerator.make ?? undefined,
      model: accelerator.model ?? undefined,
      id: accelerator.id ?? undefined,
      memoryTotalBytes: accelerator.memory_total ?? undefined,
      memoryUsedBytes: accelerator.memory_used ?? undefined,
      dutyCyclePercent: accelerator.duty_cycle ?? undefined,
    })),
    custom: customOf(spec, look, clock),
  };
}

function lookOf(spec: WireInfo['spec'], look: WireStats, timeMs: number | undefined): Look {
  return {
    cpu: look.cpu
      ? {
          timeMs,
          usageCoreNanoSeconds: look.cpu.usage?.total ?? undefined,
          loadMilli: look.cpu.load_average ?? undefined,
        }
      : undefined,
    memory: memoryOf(spec, look, timeMs),
    interfaces: interfacesOf(spec, look, timeMs),
    diskIo: diskIoOf(look, timeMs),
  };
}

function averageNanoCores(now: CpuUsage, before: CpuUsage | undefined): number | undefined {
  const perSecond = growthPerSecond(now, before, 'usageCoreNanoSeconds');
  return perSecond === undefined ? undefined : Math.floor(perSecond);
}

// Linux says "no limit" with the largest number of whole pages that it can say.
const noLimit = 2n ** 62n;

function memoryOf(
  spec: WireInfo['spec'],
  { memory }: WireStats,
  timeMs: number | undefined,
): Sample['memory'] {
  if (!memory) return undefined;
  const { usage, working_set: workingSet, rss, cache, container_data: faults } = memory;
  const limit = spec?.memory?.limit ?? undefined;
  const isLimited = limit !== undefined && limit < noLimit && workingSet != null && workingSet <= limit;
  return {
    timeMs,
    availableBytes: isLimited ? Number(limit) - Number(workingSet) : undefined,
    usageBytes: usage ?? undefined,
    workingSetBytes: workingSet ?? undefined,
    rssBytes: rss ?? undefined,
    cacheBytes: cache ?? undefined,
    pageFaults: faults?.pgfault ?? undefined,
    majorPageFaults: faults?.pgmajfault ?? undefined,
  };
}

function interfacesOf(
  spec: WireInfo['spec'],
  { network }: WireStats,
  timeMs: number | undefined,
): readonly InterfaceUsage[] {
  if (!spec?.has_network) return [];
  const listed = network?.interfaces ?? [];
  const ownNames = ownInterfaces(
    listed.map(({ name, rx_bytes, tx_bytes }) => ({ name, isUsed: Boolean(rx_bytes) || Boolean(tx_bytes) })),
  );
  return listed.map((item) => ({
    timeMs,
    name: item.name,
    isDefault: ownNames.has(item.name),
    rxBytes: item.rx_bytes ?? undefined,
    rxErrors: item.rx_errors ?? undefined,
    txBytes: item.tx_bytes ?? undefined,
    txErrors: item.tx_errors ?? undefined,
  }));
}

function filesystemsOf({ filesystem }: WireStats, timeMs: number | undefined): FilesystemUsage[] {
  return (filesystem ?? []).map((item) => {
    const hasInodes = item.has_inodes === true;
    const inodes = hasInodes ? (item.inodes ?? undefined) : undefined;
    const inodesFree = hasInodes ? (item.inodes_free ?? undefined) : undefined;
    const isWhole = inodes !== undefined && inodesFree !== undefined && inodesFree <= inodes;
    return {
      timeMs,
      name: 'device',
      device: item.device,
      capacityBytes: item.capacity ?? undefined,
      usedBytes: item.usage ?? undefined,
      availableBytes: item.available ?? undefined,
      inodes,
      inodesFree,
      inodesUsed: isWhole ? Number(inodes) - Number(inodesFree) : undefined,
    };
  });
}

function diskIoOf({ diskio }: WireStats, timeMs: number | undefined): DiskIo[] {
  return (diskio?.io_service_bytes ?? []).map(({ device, major, minor, stats }) => ({
    timeMs,
    device: device || `${major ?? 0}:${minor ?? 0}`,
    readBytes: stats?.Read ?? undefined,
    writtenBytes: stats?.Write ?? undefined,
  }));
}

/** The newest value of each metric and label; whatever is declared twice is one metric. */
function customOf(
  spec: WireInfo['spec'],
  { custom_metrics: values }: WireStats,
  clock: Clock,
): CustomMetric[] {
  const declared = new Map((spec?.custom_metrics ?? []).map((metric) => [metric.name, metric]));
  return Object.entries(values ?? {}).flatMap(([name, given]) => {
    const metric = declared.get(name);
    if (!metric) return [];
    const isInteger = metric.format === 'int';
    const newest = new Map<string, CustomMetric>();
    for (const { timestamp, label, labels, int_value, float_value } of given ?? []) {
      const own = { ...labels, ...(label ? { label } : {}) };
      const key = JSON.stringify(own);
      const timeMs = clock(timestamp);
      if ((newest.get(key)?.timeMs ?? 0) > (timeMs ?? 0)) continue;
      newest.set(key, {
        timeMs,
        name,
        type: metric.type ?? undefined,
        units: metric.units ?? undefined,
        labels: own,
        value: numberOr0(isInteger ? (int_value ?? float_value) : (float_value ?? int_value)),
        isInteger,
      });
    }
    return [...newest.values()];
  });
}

/** cAdvisor leaves out a number that is 0; `parseExactJson` leaves long ones as text. */
function numberOr0(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && /^\d{16,400}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
