import { withPodTotals } from '../../lib/transform/pod-totals.ts';
import { startRollUps } from '../../lib/transform/roll-ups.ts';
import { decode } from '../../lib/decode/decode.ts';
import { enrich } from '../../lib/transform/enrich.ts';
import type { PodFacts } from '../../lib/model/facts.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { withRates } from '../../lib/transform/rates.ts';
import type { RollUp } from '../../lib/model/roll-up.ts';
import { containerFacts, nodeFacts, podFacts } from './facts.ts';

/** A node with everything that a kubelet of either source can tell, and what the API says of it. */
export const runMinuteMs = Date.parse('2026-01-01T00:01:00Z');
const time = '2026-01-01T00:00:50Z';
const earlier = '2026-01-01T00:00:40Z';
const startTime = '2026-01-01T00:00:00Z';

const used = {
  startTime,
  cpu: { time, usageNanoCores: 250e6, usageCoreNanoSeconds: 5e9 },
  memory: {
    time,
    usageBytes: 400,
    workingSetBytes: 300,
    rssBytes: 200,
    pageFaults: 100,
    majorPageFaults: 10,
  },
};
const space = { time, availableBytes: 60, capacityBytes: 100, usedBytes: 40, inodes: 10, inodesFree: 4 };
const network = {
  time,
  name: 'eth0',
  ...{ rxBytes: 1000, rxErrors: 10, txBytes: 500, txErrors: 5 },
  interfaces: [{ name: 'eth0', rxBytes: 1000, rxErrors: 10, txBytes: 500, txErrors: 5 }],
};

export const summary = {
  node: {
    nodeName: 'node-a',
    ...used,
    network,
    fs: space,
    systemContainers: ['kubelet', 'runtime', 'misc', 'pods'].map((name) => ({ name, ...used })),
  },
  pods: [
    {
      podRef: { name: 'cart-1', namespace: 'shop', uid: 'uid-1' },
      ...used,
      network,
      volume: [{ ...space, name: 'data' }],
      'ephemeral-storage': space,
      containers: [
        {
          name: 'app',
          ...used,
          rootfs: space,
          logs: { ...space, usedBytes: 2 },
          accelerators: [
            { make: 'nvidia', model: 'P100', id: 'GPU-1', memoryTotal: 9, memoryUsed: 4, dutyCycle: 50 },
          ],
          userDefinedMetrics: [{ time, name: 'queue', type: 'gauge', units: 'items', value: 3 }],
        },
      ],
    },
  ],
};

const sample = (timestamp: string, share: number) => ({
  timestamp,
  cpu: { usage: { total: 5e9 * share }, load_average: 1500 },
  memory: {
    usage: 400,
    working_set: 300,
    rss: 200,
    cache: 50,
    container_data: { pgfault: 100 * share, pgmajfault: 10 * share },
  },
  network: {
    interfaces: [
      {
        name: 'eth0',
        rx_bytes: 1000 * share,
        rx_errors: 10 * share,
        tx_bytes: 500 * share,
        tx_errors: 5 * share,
      },
    ],
  },
  filesystem: [
    {
      device: '/dev/sda1',
      capacity: 100,
      usage: 40,
      available: 60,
      has_inodes: true,
      inodes: 10,
      inodes_free: 4,
    },
  ],
  diskio: {
    io_service_bytes: [{ device: 'sda', stats: { Read: 100 * share, Write: 50 * share } }],
  },
  accelerators: [
    { make: 'nvidia', model: 'P100', id: 'GPU-1', memory_total: 9, memory_used: 4, duty_cycle: 50 },
  ],
  custom_metrics: { queue: [{ timestamp, int_value: 3 }] },
});

const cgroup = (name: string, container?: string) => ({
  name,
  spec: {
    creation_time: startTime,
    has_network: true,
    has_filesystem: container !== 'POD',
    image: container === undefined ? undefined : 'registry/app:2',
    custom_metrics: [{ name: 'queue', type: 'gauge', format: 'int', units: 'items' }],
    labels:
      container === undefined
        ? undefined
        : {
            'io.kubernetes.pod.name': 'cart-1',
            'io.kubernetes.pod.namespace': 'shop',
            'io.kubernetes.pod.uid': uid,
            'io.kubernetes.container.name': container,
          },
  },
  stats: [sample(earlier, 0.5), sample(time, 1)],
});
const uid = '910e0baa-9160-4224-81bb-37f6046910af';

export const containers = {
  '/': cgroup('/'),
  '/system.slice/kubelet.service': cgroup('/system.slice/kubelet.service'),
  [`/kubepods/pod${uid}`]: { ...cgroup(`/kubepods/pod${uid}`), spec: { creation_time: startTime } },
  [`/kubepods/pod${uid}/1`]: cgroup(`/kubepods/pod${uid}/1`, 'POD'),
  [`/kubepods/pod${uid}/2`]: cgroup(`/kubepods/pod${uid}/2`, 'app'),
};

export const facts: readonly PodFacts[] = [
  podFacts({
    labels: { tier: 'front', app: 'cart' },
    containers: [
      containerFacts({
        image: 'registry/app:1',
        restarts: 3,
        requests: {
          cpuMillicores: 100,
          memoryBytes: 64,
          ephemeralStorageBytes: 8,
          others: { 'nvidia.com/gpu': 1 },
        },
        limits: { memoryBytes: 128 },
      }),
    ],
  }),
];

const node = nodeFacts({
  labels: { 'kubernetes.io/hostname': 'node-a', zone: 'z1' },
  capacity: { cpuMillicores: 4000, memoryBytes: 2000, ephemeralStorageBytes: 100 },
  allocatable: { cpuMillicores: 2000, memoryBytes: 1000, ephemeralStorageBytes: 80 },
});

/** The way of such a node through the stages, with the counters at half of their values ten seconds before. */
export function walked(
  source: 'summary' | 'container',
  body: object = source === 'summary' ? summary : containers,
  given: readonly PodFacts[] | 'unknown' = facts,
  hasPrevious = true,
  latestTimeMs = runMinuteMs,
): { samples: Sample[]; rollUps: RollUp[] } {
  const pods = given === 'unknown' ? undefined : given;
  const decoded = decode(source, Buffer.from(JSON.stringify(body)), 'node-a', latestTimeMs);
  if (!decoded.ok) throw new Error(decoded.detail);
  const enriched = enrich(decoded.samples, node, pods);
  const rated = enriched.map((sample) => withRates(sample, hasPrevious ? halfOf(sample) : undefined, 4000));
  const samples = withPodTotals(rated, runMinuteMs);
  const rollUps = startRollUps();
  rollUps.addNode(samples, pods);
  return { samples, rollUps: rollUps.result() };
}

function halfOf({ cpu, memory, interfaces, diskIo }: Sample) {
  const timeMs = Date.parse(earlier);
  const half = (count: unknown) => Number(count) / 2;
  return {
    cpu:
      cpu?.usageCoreNanoSeconds === undefined
        ? undefined
        : { timeMs, usageCoreNanoSeconds: half(cpu.usageCoreNanoSeconds) },
    memory:
      memory?.pageFaults === undefined
        ? undefined
        : { timeMs, pageFaults: half(memory.pageFaults), majorPageFaults: half(memory.majorPageFaults) },
    traffic: interfaces[0] && {
      timeMs,
      rxBytes: half(interfaces[0].rxBytes),
      rxErrors: half(interfaces[0].rxErrors),
      txBytes: half(interfaces[0].txBytes),
      txErrors: half(interfaces[0].txErrors),
    },
    diskIo: diskIo.map(({ device, readBytes, writtenBytes }) => ({
      device,
      timeMs,
      readBytes: half(readBytes),
      writtenBytes: half(writtenBytes),
    })),
  };
}
