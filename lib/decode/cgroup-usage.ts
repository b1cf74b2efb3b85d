import { finiteNumber } from '../util/exact-json.ts';
import {
  type FieldReader,
  readBoolean,
  readCount,
  readEntries,
  readList,
  readName,
  readObject,
  readText,
  readTexts,
  readUncounted,
} from '../util/field-reader.ts';
import { counterRate } from '../util/counter-rate.ts';
import type {
  CpuUsage,
  CustomMetric,
  DiskIo,
  FilesystemUsage,
  InterfaceUsage,
  CounterSample,
  MemoryUsage,
  Sample,
} from '../model/sample.ts';
import type { ParseTime } from './sample-time.ts';
import { withOwnInterfaces } from './own-interfaces.ts';
import { keptInterfaces, maxTimeLength } from './summary-sections.ts';

type Usage = Partial<Omit<Sample, 'kind' | 'source' | 'node'>>;

/** Which interfaces are kept, and which of them are the object's own. */
interface InterfaceChoice {
  /** The own ones by name, instead of the rule of `withOwnInterfaces`. */
  readonly own?: RegExp | undefined;
  /** Drops those that are not the object's own. */
  readonly isOwnOnly?: boolean | undefined;
}

/** One reading of a cgroup's numbers. */
interface Reading {
  readonly at: FieldReader;
  readonly timeMs: number | undefined;
}

/**
 * The usage in a cgroup's newest reading. The one before gives `earlier` and the CPU average.
 * @see https://github.com/google/cadvisor/blob/master/info/v1/container.go
 */
export function usageOf(info: FieldReader, clock: ParseTime, choice: InterfaceChoice = {}): Usage {
  const spec = readObject(info, 'spec');
  const startTimeMs = clock(readText(spec, 'creation_time', maxTimeLength));
  const readings = readList(info, 'stats', (at): Reading => ({ at, timeMs: clock(timestampOf(at)) }));
  const inOrder = readings.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
  const [last, previous] = [inOrder.at(-1), inOrder.at(-2)];
  if (!last) return { startTimeMs };
  const { at, timeMs } = last;
  const seen = sampleAt(spec, last, choice);
  const earlier = previous && sampleAt(spec, previous, choice);
  const memory = readObject(at, 'memory');
  // Newer kubelets report the same number as a container's swap.
  const swapBytes = readCount(memory, 'swap');
  const processes = readObject(at, 'processes');
  const processCount = readCount(processes, 'process_count');
  return {
    ...seen,
    earlier,
    startTimeMs,
    image: readText(spec, 'image'),
    cpu: seen.cpu && { ...seen.cpu, usageNanoCores: averageNanoCores(seen.cpu, earlier?.cpu) },
    swap: swapBytes === undefined ? undefined : { usageBytes: swapBytes },
    processes: processCount === undefined ? undefined : { count: processCount },
    filesystems: readBoolean(spec, 'has_filesystem') ? filesystemsOf(at, timeMs) : [],
    accelerators: readList(at, 'accelerators', (one) => ({
      make: readText(one, 'make'),
      model: readText(one, 'model'),
      id: readText(one, 'id'),
      memoryTotalBytes: readCount(one, 'memory_total'),
      memoryUsedBytes: readCount(one, 'memory_used'),
      dutyCyclePercent: readCount(one, 'duty_cycle'),
    })),
    custom: customOf(spec, at, clock),
  };
}

function timestampOf(at: FieldReader): string | undefined {
  return readText(at, 'timestamp', maxTimeLength);
}

function sampleAt(
  spec: FieldReader | undefined,
  { at, timeMs }: Reading,
  choice: InterfaceChoice,
): CounterSample {
  const cpu = readObject(at, 'cpu');
  const usage = readObject(cpu, 'usage');
  return {
    cpu: cpu && {
      timeMs,
      usageCoreNanoSeconds: readCount(usage, 'total'),
      loadMilli: readCount(cpu, 'load_average'),
    },
    memory: memoryOf(spec, at, timeMs),
    interfaces: readBoolean(spec, 'has_network') ? interfacesOf(at, timeMs, choice) : [],
    diskIo: diskIoOf(at, timeMs),
  };
}

function averageNanoCores(now: CpuUsage, before: CpuUsage | undefined): number | undefined {
  const perSecond = counterRate(now, before, 'usageCoreNanoSeconds');
  return perSecond === undefined ? undefined : Math.floor(perSecond);
}

// Linux reports "no limit" as the largest multiple of the page size.
const noLimit = 2n ** 62n;

function memoryOf(
  spec: FieldReader | undefined,
  at: FieldReader,
  timeMs: number | undefined,
): MemoryUsage | undefined {
  const memory = readObject(at, 'memory');
  if (!memory) return undefined;
  const workingSetBytes = readCount(memory, 'working_set');
  const limits = readObject(spec, 'memory');
  const limit = readCount(limits, 'limit');
  const isLimited =
    limit !== undefined && limit < noLimit && workingSetBytes !== undefined && workingSetBytes <= limit;
  const faults = readObject(memory, 'container_data');
  return {
    timeMs,
    availableBytes: isLimited ? Number(limit) - Number(workingSetBytes) : undefined,
    usageBytes: readCount(memory, 'usage'),
    workingSetBytes,
    rssBytes: readCount(memory, 'rss'),
    cacheBytes: readCount(memory, 'cache'),
    pageFaults: readCount(faults, 'pgfault'),
    majorPageFaults: readCount(faults, 'pgmajfault'),
  };
}

function interfacesOf(
  at: FieldReader,
  timeMs: number | undefined,
  { own, isOwnOnly }: InterfaceChoice,
): readonly InterfaceUsage[] {
  const network = readObject(at, 'network');
  const listed = readUncounted(network, 'interfaces', (one) => {
    const name = readName(one, 'name');
    if (name === undefined) return undefined;
    return {
      timeMs,
      name,
      isDefault: false,
      rxBytes: readCount(one, 'rx_bytes'),
      rxErrors: readCount(one, 'rx_errors'),
      txBytes: readCount(one, 'tx_bytes'),
      txErrors: readCount(one, 'tx_errors'),
    };
  });
  return keptInterfaces(at, withOwnInterfaces(listed, own), isOwnOnly);
}

function filesystemsOf(at: FieldReader, timeMs: number | undefined): readonly FilesystemUsage[] {
  return readList(at, 'filesystem', (one): FilesystemUsage | undefined => {
    const device = readName(one, 'device');
    if (device === undefined) return undefined;
    const hasInodes = readBoolean(one, 'has_inodes') === true;
    const inodes = hasInodes ? readCount(one, 'inodes') : undefined;
    const inodesFree = hasInodes ? readCount(one, 'inodes_free') : undefined;
    const isWhole = inodes !== undefined && inodesFree !== undefined && inodesFree <= inodes;
    return {
      timeMs,
      name: 'device',
      device,
      capacityBytes: readCount(one, 'capacity'),
      usedBytes: readCount(one, 'usage'),
      availableBytes: readCount(one, 'available'),
      inodes,
      inodesFree,
      inodesUsed: isWhole ? Number(inodes) - Number(inodesFree) : undefined,
    };
  });
}

function diskIoOf(at: FieldReader, timeMs: number | undefined): readonly DiskIo[] {
  return readList(readObject(at, 'diskio'), 'io_service_bytes', (one) => {
    const stats = readObject(one, 'stats');
    return {
      timeMs,
      device: readText(one, 'device') || `${readCount(one, 'major') ?? 0}:${readCount(one, 'minor') ?? 0}`,
      readBytes: readCount(stats, 'Read'),
      writtenBytes: readCount(stats, 'Write'),
    };
  });
}

interface Declared {
  readonly type: string | undefined;
  readonly units: string | undefined;
  readonly isInteger: boolean;
}

/** The newest value of each metric and label set; a metric that is declared twice counts once. */
function customOf(spec: FieldReader | undefined, at: FieldReader, clock: ParseTime): readonly CustomMetric[] {
  const declared = new Map<string, Declared>();
  readList(spec, 'custom_metrics', (one) => {
    const name = readName(one, 'name');
    if (name === undefined) return;
    const isInteger = readText(one, 'format') === 'int';
    declared.set(name, { type: readText(one, 'type'), units: readText(one, 'units'), isInteger });
  });
  const all: CustomMetric[] = [];
  readEntries(readObject(at, 'custom_metrics'), (values, name) => {
    const metric = declared.get(name);
    if (!metric) return;
    const newest = new Map<string, CustomMetric>();
    readList(values, name, (one) => {
      const label = readText(one, 'label');
      const labels = { ...readTexts(one, 'labels'), ...(label ? { label } : {}) };
      const key = JSON.stringify(labels);
      const timeMs = clock(timestampOf(one));
      if ((newest.get(key)?.timeMs ?? 0) <= (timeMs ?? 0))
        newest.set(key, { timeMs, name, ...metric, labels, value: customValue(one, metric) });
    });
    all.push(...newest.values());
  });
  return all;
}

/** cAdvisor omits a value of 0. A value that cannot be read is not 0. */
function customValue({ value }: FieldReader, { isInteger }: Declared): number | undefined {
  const [integer, float] = [value['int_value'] ?? undefined, value['float_value'] ?? undefined];
  const given = isInteger ? (integer ?? float) : (float ?? integer);
  return given === undefined ? 0 : finiteNumber(given);
}
