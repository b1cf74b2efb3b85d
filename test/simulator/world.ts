/** The simulated cluster as it stands, without its numbers: which nodes, and which pods run on each at a time. */
export interface WorldOptions {
  readonly nodes: number;
  readonly podsPerNode: number;
  readonly containersPerPod: number;
  /** When the cluster began; counters count from here. */
  readonly epochMs: number;
}

export interface SimNode {
  readonly index: number;
  readonly name: string;
  readonly address: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** What the kubelet's version reports: PSI and I/O from 1.33 on, swap and containerFs from 1.29 on. */
  readonly version: '1.20' | '1.31' | '1.36';
}

export interface SimPod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** A seed of the pod: its usage follows from it. */
  readonly seed: number;
  readonly startMs: number;
  readonly hostNetwork: boolean;
  readonly claim: string | undefined;
  readonly containers: readonly string[];
  /** The owner that controls it, and what a Deployment's controller adds to its labels. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Its workload, at the top of its owners. */
  readonly workload: { readonly kind: string; readonly name: string };
}

const churnMs = 300_000;
const versions = ['1.36', '1.20', '1.31'] as const;

export function nodeAt(index: number): SimNode {
  return {
    index,
    name: `node-${index + 1}`,
    // Every address in 127.0.0.0/8 is this machine on Linux; those of 127.0.0.x are left to others.
    address: `127.0.${10 + Math.floor(index / 250)}.${1 + (index % 250)}`,
    cores: 4,
    memoryBytes: 16 * 2 ** 30,
    version: versions[index % versions.length] ?? '1.36',
  };
}

/** The pods of a node at a time. One in ten is a Job's, and another one every five minutes. */
export function podsAt(node: SimNode, options: WorldOptions, nowMs: number): SimPod[] {
  return Array.from({ length: options.podsPerNode }, (_, slot) => podAt(node, slot, options, nowMs));
}

function podAt(
  node: SimNode,
  slot: number,
  { epochMs, containersPerPod }: WorldOptions,
  nowMs: number,
): SimPod {
  const place = node.index * 1000 + slot;
  const containers = Array.from({ length: containersPerPod }, (_, index) =>
    index === 0 ? 'app' : index === 1 ? 'sidecar' : `sidecar-${index}`,
  );
  const common = { hostNetwork: false, claim: undefined, containers, startMs: epochMs };
  const stable = { ...common, uid: uidOf(place), seed: place };
  const suffix = fiveLetters(place);
  const owned = (kind: string, name: string, labels = {}, workload = { kind, name }) => ({
    owner: { kind, name },
    labels: { app: workload.name, ...labels },
    workload,
  });
  if (slot === 9)
    return {
      ...stable,
      ...owned('Node', node.name, {}, { kind: 'StaticPod', name: 'kube-proxy' }),
      name: `kube-proxy-${node.name}`,
      namespace: 'kube-system',
      hostNetwork: true,
    };
  switch (slot % 10) {
    case 0:
      return {
        ...stable,
        ...owned('StatefulSet', 'db'),
        name: `db-${place}`,
        namespace: 'data',
        claim: `disk-db-${place}`,
      };
    case 1: {
      const generation = Math.floor((nowMs - epochMs + (place % 7) * 41_000) / churnMs);
      const seed = place + 1_000_000 * (1 + generation);
      const startMs = epochMs - (place % 7) * 41_000 + generation * churnMs;
      const job = `report-${Math.floor(startMs / 60_000)}`;
      return {
        ...common,
        ...owned('Job', job, { 'job-name': job }, { kind: 'CronJob', name: 'report' }),
        name: `${job}-${fiveLetters(seed)}`,
        namespace: 'batch',
        seed,
        uid: uidOf(seed),
        startMs,
      };
    }
    case 2:
      return {
        ...stable,
        ...owned('DaemonSet', 'node-agent'),
        name: `node-agent-${suffix}`,
        namespace: 'kube-system',
        hostNetwork: true,
      };
    default: {
      const deployment = `web-${slot % 4}`;
      return {
        ...stable,
        ...owned(
          'ReplicaSet',
          `${deployment}-${hash}`,
          { 'pod-template-hash': hash, tier: 'front' },
          {
            kind: 'Deployment',
            name: deployment,
          },
        ),
        name: `${deployment}-${hash}-${suffix}`,
        namespace: `team-${'abc'[slot % 3] ?? 'a'}`,
      };
    }
  }
}

const hash = '7c9d8f6b5d';

/** A number from 0 to 1, always the same for the same text. */
export function chance(seed: number, salt: number): number {
  let hash = (seed ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function fiveLetters(seed: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from(
    { length: 5 },
    (_, salt) => letters[Math.floor(chance(seed, salt + 50) * letters.length)],
  ).join('');
}

function uidOf(seed: number): string {
  const hex = Array.from({ length: 8 }, (_, salt) =>
    Math.floor(chance(seed, salt + 80) * 65536)
      .toString(16)
      .padStart(4, '0'),
  );
  return `${hex[0]}${hex[1]}-${hex[2]}-4${hex[3]?.slice(1)}-a${hex[4]?.slice(1)}-${hex[5]}${hex[6]}${hex[7]}`;
}
