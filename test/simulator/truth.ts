import type { Truth } from './json.ts';
import { chance, podsAt, type SimNode, type SimPod, type WorldOptions } from './world.ts';

/**
 * What a node's kubelet says at a time. Every section has a time of its own, on which its numbers depend: CPU, memory
 * and network move every 10 s, filesystems and volumes every 60 s, each at a second of its own.
 */
export function truthAt(node: SimNode, options: WorldOptions, nowMs: number): Truth {
  const pods = podsAt(node, options, nowMs);
  return {
    node: nodeTruth(node, pods, options, nowMs),
    pods: pods.map((pod) => podTruth(node, pod, options, nowMs)),
  };
}

/** As a kubelet writes it: bigints as plain digits. */
export function serialise(truth: Truth): string {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  return JSON.stringify(truth, (_, value: unknown) =>
    typeof value === 'bigint' ? rawJSON(value.toString()) : value,
  );
}

/** The same for a summary, of which only the node has bigints: five times as fast. */
export function serialiseSummary({ node, ...rest }: Truth): string {
  return `{"node":${serialise(node as Truth)},${JSON.stringify(rest).slice(1)}`;
}

const fastMs = 10_000;
const slowMs = 60_000;

function nodeTruth(node: SimNode, pods: readonly SimPod[], options: WorldOptions, nowMs: number): Truth {
  const seed = 500_000_000 + node.index;
  const time = sectionTime(seed, fastMs, nowMs);
  const disk = diskOf(node);
  // Past what a double holds exactly, as on any large node after a few days.
  const whole = {
    seed,
    nanoCores: Math.floor((0.2 + 0.5 * chance(seed, 3)) * node.cores * 1e9),
    fromMs: options.epochMs,
    base: 2n ** 53n + 12_345n,
    memoryBytes: 0.8 * node.memoryBytes,
  };
  return {
    nodeName: node.name,
    systemContainers: ['kubelet', 'runtime', 'pods'].map((name, index) => ({
      name,
      startTime: iso(options.epochMs),
      ...usage(
        node,
        {
          seed: seed + 7 * (index + 1),
          nanoCores: 50e6,
          fromMs: options.epochMs,
          base: 0n,
          memoryBytes: 256 * 2 ** 20,
        },
        nowMs,
      ),
    })),
    startTime: iso(options.epochMs),
    ...usage(node, whole, nowMs),
    network: network(seed, ['eth0', 'cni0'], 'eth0', options.epochMs, nowMs),
    fs: space(seed, disk, 0.4, nowMs),
    runtime: {
      imageFs: space(seed + 1, disk, 0.1, nowMs),
      ...(node.version === '1.20' ? {} : { containerFs: space(seed + 2, disk, 0.05, nowMs) }),
    },
    rlimit: { time: iso(time), maxpid: 32_768, curproc: 200 + pods.length * 3 },
  };
}

function podTruth(node: SimNode, pod: SimPod, options: WorldOptions, nowMs: number): Truth {
  const { seed, startMs } = pod;
  const disk = diskOf(node);
  const appetite = 2e6 + chance(seed, 1) * 60e6;
  // Some network plugins leave the default interface without a name.
  const isNameless = node.index % 5 === 4;
  return {
    podRef: { name: pod.name, namespace: pod.namespace, uid: pod.uid },
    startTime: iso(startMs),
    containers: pod.containers.map((name, index) =>
      containerTruth(node, { pod, name, index, appetite: appetite / (1 + index) }, nowMs),
    ),
    ...usage(
      node,
      { seed, nanoCores: appetite * 1.6, fromMs: startMs, base: 0n, memoryBytes: 256 * 2 ** 20 },
      nowMs,
    ),
    network: pod.hostNetwork
      ? network(500_000_000 + node.index, ['eth0', 'cni0'], 'eth0', options.epochMs, nowMs)
      : network(seed, ['eth0'], isNameless ? '' : 'eth0', startMs, nowMs),
    volume: [
      { ...space(seed + 3, 2 ** 30, 0.01, nowMs), name: 'kube-api-access' },
      ...(pod.claim === undefined
        ? []
        : [
            {
              ...space(seed + 4, 20 * 2 ** 30, 0.6, nowMs),
              name: 'disk',
              pvcRef: { name: pod.claim, namespace: pod.namespace },
            },
          ]),
    ],
    'ephemeral-storage': space(seed + 5, disk, 0.001, nowMs),
    ...(node.version === '1.20' ? {} : { process_stats: { process_count: 1 + (seed % 9) } }),
  };
}

function containerTruth(
  node: SimNode,
  { pod, name, index, appetite }: { pod: SimPod; name: string; index: number; appetite: number },
  nowMs: number,
): Truth {
  const seed = pod.seed * 16 + index + 1;
  const disk = diskOf(node);
  const isFresh = nowMs - pod.startMs < 2 * fastMs;
  const { cpu, ...others } = usage(
    node,
    { seed, nanoCores: appetite, fromMs: pod.startMs, base: 0n, memoryBytes: 256 * 2 ** 20 },
    nowMs,
  );
  const { usageNanoCores, ...counter } = cpu as Truth;
  const rootfs = space(seed + 1, disk, 0.0005, nowMs);
  const hasExtras = node.version === '1.20' && seed % 16 === 1 && pod.seed % 1000 === 3;
  return {
    name,
    startTime: iso(pod.startMs),
    // A kubelet needs two samples of a container before it has an average.
    cpu: isFresh ? counter : { ...counter, usageNanoCores },
    ...others,
    // Some kubelets have no time for a container's filesystem, and report 1970.
    rootfs: node.index % 4 === 3 ? { ...rootfs, time: iso(0) } : rootfs,
    logs: space(seed + 2, disk, 0.0001, nowMs),
    ...(hasExtras ? extras(seed, nowMs) : {}),
  };
}

function extras(seed: number, nowMs: number): Truth {
  return {
    accelerators: [
      {
        make: 'nvidia',
        model: 'Tesla P100',
        id: `GPU-${seed}`,
        memoryTotal: 17_071_734_784,
        memoryUsed: 1_048_576 * 512,
        dutyCycle: 73,
      },
    ],
    userDefinedMetrics: [
      {
        time: iso(sectionTime(seed, fastMs, nowMs)),
        name: 'queue length',
        type: 'gauge',
        units: 'items',
        labels: { queue: 'in, out', kind: 'a=b' },
        value: 12.5 + (seed % 3),
      },
    ],
  };
}

interface Appetite {
  readonly seed: number;
  readonly nanoCores: number;
  readonly fromMs: number;
  readonly base: bigint;
  /** The most memory that the object works with. */
  readonly memoryBytes: number;
}

function usage(
  node: SimNode,
  { seed, nanoCores, fromMs, base, memoryBytes }: Appetite,
  nowMs: number,
): Truth {
  const timeMs = Math.max(fromMs, sectionTime(seed, fastMs, nowMs));
  const time = iso(timeMs);
  const counter = base + BigInt(Math.floor(((timeMs - fromMs) / 1000) * nanoCores));
  const share = (0.25 + 0.7 * chance(seed, 2)) * (1 + 0.05 * Math.sin(timeMs / 90_000 + seed));
  const workingSet = Math.floor(memoryBytes * share);
  const pressure = node.version === '1.36' ? { psi: psi(seed, timeMs) } : {};
  return {
    cpu: {
      time,
      usageNanoCores: Math.floor(nanoCores),
      usageCoreNanoSeconds: counter > Number.MAX_SAFE_INTEGER ? counter : Number(counter),
      ...pressure,
    },
    memory: {
      time,
      ...(seed % 2 === 0 ? { availableBytes: Math.floor(1.1 * memoryBytes) - workingSet } : {}),
      usageBytes: workingSet + 20 * 2 ** 20,
      workingSetBytes: workingSet,
      rssBytes: Math.floor(workingSet * 0.7),
      pageFaults: Math.floor((timeMs - fromMs) / 50),
      majorPageFaults: Math.floor((timeMs - fromMs) / 60_000),
      ...pressure,
    },
    ...(node.version === '1.36' ? { io: { time, ...pressure } } : {}),
    ...(node.version === '1.20'
      ? {}
      : { swap: { time, swapAvailableBytes: 2 ** 30, swapUsageBytes: (seed % 5) * 3 * 2 ** 20 } }),
  };
}

function psi(seed: number, timeMs: number): Truth {
  const share = Math.round(100 * chance(seed, Math.floor(timeMs / fastMs))) / 100;
  return {
    full: { total: Math.floor(timeMs / 1000), avg10: share, avg60: share / 2, avg300: 0 },
    some: { total: Math.floor(timeMs / 900), avg10: 3 * share, avg60: share, avg300: 0.01 },
  };
}

function network(seed: number, names: readonly string[], own: string, fromMs: number, nowMs: number): Truth {
  const timeMs = Math.max(fromMs, sectionTime(seed + 11, fastMs, nowMs));
  const interfaces = names.map((name, index) => {
    const bytesPerMs = 1 + Math.floor(1000 * chance(seed, 20 + index));
    return {
      name,
      rxBytes: bytesPerMs * (timeMs - fromMs),
      rxErrors: Math.floor((timeMs - fromMs) / 600_000),
      txBytes: Math.floor((bytesPerMs * (timeMs - fromMs)) / 3),
      txErrors: 0,
    };
  });
  const inline = interfaces.find(({ name }) => name === own);
  return { time: iso(timeMs), ...(inline ?? { name: '' }), interfaces };
}

function space(seed: number, capacityBytes: number, share: number, nowMs: number): Truth {
  const timeMs = sectionTime(seed, slowMs, nowMs);
  const usedBytes = Math.floor(
    capacityBytes * share * (0.9 + 0.1 * chance(seed, Math.floor(timeMs / slowMs))),
  );
  const inodes = Math.floor(capacityBytes / 16_384);
  const inodesUsed = Math.floor(inodes * share * 0.5);
  return {
    time: iso(timeMs),
    availableBytes: Math.floor(capacityBytes * 0.5),
    capacityBytes,
    usedBytes,
    inodesFree: inodes - inodesUsed,
    inodes,
    inodesUsed,
  };
}

function diskOf(node: SimNode): number {
  return (100 + (node.index % 4) * 50) * 2 ** 30;
}

/** The last moment before `nowMs` at which this section was measured: every `periodMs`, at a second of its own. */
function sectionTime(seed: number, periodMs: number, nowMs: number): number {
  const offset = (seed % (periodMs / 1000)) * 1000;
  return Math.floor((nowMs - offset) / periodMs) * periodMs + offset;
}

/** Kubelets give whole seconds. */
function iso(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
