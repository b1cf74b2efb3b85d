import type {
  FilesystemName,
  FilesystemUsage,
  InterfaceUsage,
  Pressure,
  Sample,
  SpaceUsage,
} from '../model.ts';
import type { Identity } from '../blank-sample.ts';
import type { Clock } from './clock.ts';
import { ownInterfaces } from './own-interfaces.ts';
import type { WireContainer, WireNetwork, WirePressure, WireSpace } from './summary-schema.ts';

type Own = Partial<
  Pick<Sample, 'processes' | 'interfaces' | 'filesystems' | 'volumes' | 'accelerators' | 'custom'>
>;

const none: readonly never[] = [];

/** A sample from the sections that nodes, pods and containers share, and from what is its kind's own. */
export function sampleOf(
  kind: Sample['kind'],
  identity: Identity,
  container: string | undefined,
  { startTime, cpu, memory, io, swap }: Pick<WireContainer, 'startTime' | 'cpu' | 'memory' | 'io' | 'swap'>,
  clock: Clock,
  own: Own,
): Sample {
  // Written out, and not put on top of `blankSample`: a second object for each sample shows at thousands of pods.
  return {
    kind,
    source: 'summary',
    node: identity.node,
    namespace: identity.namespace,
    pod: identity.pod,
    podUid: identity.podUid,
    container,
    startTimeMs: clock(startTime),
    cpu: cpu
      ? {
          timeMs: clock(cpu.time),
          usageNanoCores: cpu.usageNanoCores ?? undefined,
          usageCoreNanoSeconds: cpu.usageCoreNanoSeconds ?? undefined,
          pressure: pressureOf(cpu.psi),
        }
      : undefined,
    memory: memory
      ? {
          timeMs: clock(memory.time),
          availableBytes: memory.availableBytes ?? undefined,
          usageBytes: memory.usageBytes ?? undefined,
          workingSetBytes: memory.workingSetBytes ?? undefined,
          rssBytes: memory.rssBytes ?? undefined,
          pageFaults: memory.pageFaults ?? undefined,
          majorPageFaults: memory.majorPageFaults ?? undefined,
          pressure: pressureOf(memory.psi),
        }
      : undefined,
    ioPressure: pressureOf(io?.psi),
    swap: swap
      ? {
          availableBytes: swap.swapAvailableBytes ?? undefined,
          usageBytes: swap.swapUsageBytes ?? undefined,
        }
      : undefined,
    processes: own.processes,
    interfaces: own.interfaces ?? none,
    filesystems: own.filesystems ?? none,
    volumes: own.volumes ?? none,
    accelerators: own.accelerators ?? none,
    custom: own.custom ?? none,
    diskIo: none,
  };
}

// `total` is left out: it is in µs where the numbers come from cAdvisor and in ns where they come from the container
// runtime, in one and the same kubelet version (https://github.com/kubernetes/kubernetes/issues/142599).
function pressureOf(psi: WirePressure): Pressure | undefined {
  return psi ? { some: averagesOf(psi.some), full: averagesOf(psi.full) } : undefined;
}

function averagesOf(averages: NonNullable<WirePressure>['some']): Pressure['some'] {
  return {
    avg10Percent: averages?.avg10 ?? undefined,
    avg60Percent: averages?.avg60 ?? undefined,
    avg300Percent: averages?.avg300 ?? undefined,
  };
}

/** The default interface stands twice in a body, by itself and in the list. */
export function interfacesOf(network: WireNetwork, clock: Clock): readonly InterfaceUsage[] {
  if (!network) return [];
  const timeMs = clock(network.time);
  const listed = network.interfaces ?? none;
  const defaultName = network.name ?? '';
  const isMissing = defaultName ? !listed.some(({ name }) => name === defaultName) : listed.length === 0;
  const ownNames = defaultName ? undefined : ownInterfaces(listed.map(named));
  const own = ({ name, rxBytes, rxErrors, txBytes, txErrors }: Interface): InterfaceUsage => ({
    timeMs,
    name: name ?? '',
    isDefault: (name ?? '') === defaultName || ownNames?.has(name ?? '') === true,
    rxBytes: rxBytes ?? undefined,
    rxErrors: rxErrors ?? undefined,
    txBytes: txBytes ?? undefined,
    txErrors: txErrors ?? undefined,
  });
  const all = isMissing ? [own(network)] : [];
  for (const one of listed) all.push(own(one));
  return all;
}

/** A count may be a number or a bigint: 0 is 0 of either. */
function named({ name, rxBytes, txBytes }: NonNullable<NonNullable<WireNetwork>['interfaces']>[number]) {
  return { name, isUsed: Boolean(rxBytes) || Boolean(txBytes) };
}

type Interface = Pick<NonNullable<WireNetwork>, 'name' | 'rxBytes' | 'rxErrors' | 'txBytes' | 'txErrors'>;

/** Those that are there, in the order in which they are named. */
export function filesystemsOf(
  clock: Clock,
  named: Readonly<Partial<Record<FilesystemName, WireSpace>>>,
): readonly FilesystemUsage[] {
  const all: FilesystemUsage[] = [];
  for (const name in named) {
    const wire = named[name as FilesystemName];
    if (wire) all.push(spaceOf(name as FilesystemName, wire, clock));
  }
  return all;
}

export function spaceOf<Name extends string>(
  name: Name,
  wire: NonNullable<WireSpace>,
  clock: Clock,
): SpaceUsage & { readonly name: Name } {
  return {
    name,
    timeMs: clock(wire.time),
    availableBytes: wire.availableBytes ?? undefined,
    capacityBytes: wire.capacityBytes ?? undefined,
    usedBytes: wire.usedBytes ?? undefined,
    inodes: wire.inodes ?? undefined,
    inodesFree: wire.inodesFree ?? undefined,
    inodesUsed: wire.inodesUsed ?? undefined,
  };
}
