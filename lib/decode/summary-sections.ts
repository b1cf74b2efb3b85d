import type { Identity } from '../model/empty-sample.ts';
import {
  type FieldReader,
  countElements,
  readAmount,
  readCount,
  readName,
  readObject,
  readText,
  readUncounted,
} from '../util/field-reader.ts';
import type {
  FilesystemName,
  FilesystemUsage,
  InterfaceUsage,
  Pressure,
  PressureAverages,
  Sample,
  SpaceUsage,
} from '../model/sample.ts';
import type { ParseTime } from './sample-time.ts';
import { withOwnInterfaces } from './own-interfaces.ts';

type OwnSections = Partial<
  Pick<
    Sample,
    'processes' | 'interfaces' | 'isHostNetwork' | 'filesystems' | 'volumes' | 'accelerators' | 'custom'
  >
>;

const none: readonly never[] = [];

/** A sample from the sections that nodes, pods and containers share, and those of its kind only. */
export function sampleOf(
  kind: Sample['kind'],
  identity: Identity,
  container: string | undefined,
  at: FieldReader,
  clock: ParseTime,
  own: OwnSections,
): Sample {
  const cpu = readObject(at, 'cpu');
  const memory = readObject(at, 'memory');
  const io = readObject(at, 'io');
  const swap = readObject(at, 'swap');
  // One object literal instead of a copy of `emptySample`: it shows at thousands of pods.
  return {
    kind,
    source: 'summary',
    node: identity.node,
    namespace: identity.namespace,
    pod: identity.pod,
    podUid: identity.podUid,
    container,
    startTimeMs: clock(readText(at, 'startTime', maxTimeLength)),
    cpu: cpu && {
      timeMs: timeOf(cpu, clock),
      usageNanoCores: readCount(cpu, 'usageNanoCores'),
      usageCoreNanoSeconds: readCount(cpu, 'usageCoreNanoSeconds'),
      pressure: pressureOf(cpu),
    },
    memory: memory && {
      timeMs: timeOf(memory, clock),
      availableBytes: readCount(memory, 'availableBytes'),
      usageBytes: readCount(memory, 'usageBytes'),
      workingSetBytes: readCount(memory, 'workingSetBytes'),
      rssBytes: readCount(memory, 'rssBytes'),
      pageFaults: readCount(memory, 'pageFaults'),
      majorPageFaults: readCount(memory, 'majorPageFaults'),
      pressure: pressureOf(memory),
    },
    ioPressure: io && pressureOf(io),
    swap: swap && {
      availableBytes: readCount(swap, 'swapAvailableBytes'),
      usageBytes: readCount(swap, 'swapUsageBytes'),
    },
    processes: own.processes,
    interfaces: own.interfaces ?? none,
    isHostNetwork: own.isHostNetwork,
    filesystems: own.filesystems ?? none,
    volumes: own.volumes ?? none,
    accelerators: own.accelerators ?? none,
    custom: own.custom ?? none,
    diskIo: none,
  };
}

export const maxTimeLength = 64;

/** The time of a section. */
export function timeOf(at: FieldReader, clock: ParseTime): number | undefined {
  return clock(readText(at, 'time', maxTimeLength));
}

// `total` is ignored: it is in µs from cAdvisor and in ns from the container runtime, within one kubelet
// version (https://github.com/kubernetes/kubernetes/issues/142599).
function pressureOf(at: FieldReader): Pressure | undefined {
  const psi = readObject(at, 'psi');
  return psi && { some: averagesOf(readObject(psi, 'some')), full: averagesOf(readObject(psi, 'full')) };
}

function averagesOf(at: FieldReader | undefined): PressureAverages {
  return {
    avg10Percent: readAmount(at, 'avg10'),
    avg60Percent: readAmount(at, 'avg60'),
    avg300Percent: readAmount(at, 'avg300'),
  };
}

/**
 * The default interface is in a body twice: on its own and in the list. Pass those to keep to
 * `keptInterfaces`.
 */
export function interfacesOf(owner: FieldReader, clock: ParseTime, own?: RegExp): readonly InterfaceUsage[] {
  const network = readObject(owner, 'network');
  if (!network) return none;
  const timeMs = timeOf(network, clock);
  const defaultName = readText(network, 'name') ?? '';
  const listed = readUncounted(network, 'interfaces', (one) => {
    const name = readName(one, 'name');
    return name === undefined ? undefined : interfaceOf(one, timeMs, name, name === defaultName);
  });
  if (listed.length === 0 && !defaultName) return [interfaceOf(network, timeMs, '', true)];
  const isListed = !defaultName || listed.some(({ isDefault }) => isDefault);
  const all = isListed ? listed : [interfaceOf(network, timeMs, defaultName, true), ...listed];
  return withOwnInterfaces(all, own);
}

/** Interfaces that count as elements of the body: all, or the own ones where the rest is not written or too much. */
export function keptInterfaces(
  owner: FieldReader,
  all: readonly InterfaceUsage[],
  isOwnOnly: boolean | undefined,
): readonly InterfaceUsage[] {
  const own = () => (all.length < 2 ? all : all.filter(({ isDefault }) => isDefault));
  if (isOwnOnly) return own();
  return countElements(owner, 'network.interfaces', all.length) ? all : own();
}

function interfaceOf(
  at: FieldReader,
  timeMs: number | undefined,
  name: string,
  isDefault: boolean,
): InterfaceUsage {
  return {
    timeMs,
    name,
    isDefault,
    rxBytes: readCount(at, 'rxBytes'),
    rxErrors: readCount(at, 'rxErrors'),
    txBytes: readCount(at, 'txBytes'),
    txErrors: readCount(at, 'txErrors'),
  };
}

/** The filesystems that are reported, in the order of `named`. */
export function filesystemsOf(
  clock: ParseTime,
  named: Readonly<Partial<Record<FilesystemName, FieldReader | undefined>>>,
): readonly FilesystemUsage[] {
  const all: FilesystemUsage[] = [];
  for (const name in named) {
    const at = named[name as FilesystemName];
    if (at) all.push(spaceOf(name as FilesystemName, at, clock));
  }
  return all;
}

export function spaceOf<Name extends string>(
  name: Name,
  at: FieldReader,
  clock: ParseTime,
): SpaceUsage & { readonly name: Name } {
  return {
    name,
    timeMs: timeOf(at, clock),
    availableBytes: readCount(at, 'availableBytes'),
    capacityBytes: readCount(at, 'capacityBytes'),
    usedBytes: readCount(at, 'usedBytes'),
    inodes: readCount(at, 'inodes'),
    inodesFree: readCount(at, 'inodesFree'),
    inodesUsed: readCount(at, 'inodesUsed'),
  };
}
