import { type Json, list, object, text, type Truth } from './json.ts';
import { truthAt } from './truth.ts';
import { imageOf } from './pods.ts';
import { chance, podsAt, type SimNode, type SimPod, type WorldOptions } from './world.ts';

const housekeepingMs = 10_000;

/**
 * A node's answer to `POST /stats/container/`, told from the same truth as its summary: two looks at every cgroup, one
 * housekeeping apart, each at the time of the object's CPU numbers. Every second node runs Docker, the others containerd.
 */
export function containersAt(node: SimNode, options: WorldOptions, nowMs: number): Truth {
  const [now, before] = [truthAt(node, options, nowMs), truthAt(node, options, nowMs - housekeepingMs)];
  const infos: Record<string, Json> = {
    '/': info('/', object(now['node']), [object(before['node']), object(now['node'])], {
      spec: {
        has_network: true,
        has_filesystem: true,
        has_diskio: true,
        memory: { limit: node.memoryBytes },
      },
      look: (at) => ({ filesystem: filesystems(at), diskio: diskIo(node, at) }),
    }),
    '/kubepods': info(
      '/kubepods',
      systemOf(now, 'pods'),
      [systemOf(before, 'pods'), systemOf(now, 'pods')],
      {},
    ),
    '/system.slice/kubelet.service': info(
      '/system.slice/kubelet.service',
      systemOf(now, 'kubelet'),
      [systemOf(before, 'kubelet'), systemOf(now, 'kubelet')],
      {},
    ),
  };
  for (const pod of podsAt(node, options, nowMs)) addPod(infos, node, pod, now, before);
  return infos;
}

/** What a pod's sandbox uses: next to nothing, but something. */
const sandboxUsage = { nanoseconds: 18_653_828, bytes: 204_800 };

function runsDocker(node: SimNode): boolean {
  return node.index % 2 === 0;
}

/** The two numbers of a device that a node has read and written at the time of its CPU numbers. */
export function diskBytes(node: SimNode, timeMs: number): { Read: number; Write: number } {
  const perSecond = 1000 + Math.floor(5000 * chance(node.index, 90));
  const seconds = Math.floor(timeMs / 1000) - 1_700_000_000;
  return { Read: perSecond * seconds, Write: 2 * perSecond * seconds };
}

function addPod(infos: Record<string, Json>, node: SimNode, pod: SimPod, now: Truth, before: Truth): void {
  const whole = podOf(now, pod);
  const earlier = podOf(before, pod);
  if (!whole) return;
  const cgroup = runsDocker(node)
    ? `/kubepods/burstable/pod${pod.uid}`
    : `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${pod.uid.replaceAll('-', '_')}.slice`;
  const labels = {
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.uid': pod.uid,
  };
  const looks = earlier ? [earlier, whole] : [whole];
  infos[cgroup] = info(cgroup, whole, looks, {});
  const sandbox = `${cgroup}/sandbox-${pod.uid}`;
  infos[sandbox] = info(sandbox, whole, looks, {
    aliases: [runsDocker(node) ? `k8s_POD_${pod.name}_${pod.namespace}_${pod.uid}_0` : `sandbox-${pod.uid}`],
    spec: {
      has_network: true,
      labels: {
        ...labels,
        ...(runsDocker(node)
          ? { 'io.kubernetes.container.name': 'POD' }
          : { 'io.cri-containerd.kind': 'sandbox', app: pod.workload.name }),
      },
    },
    look: () => ({
      cpu: { usage: { total: sandboxUsage.nanoseconds }, load_average: 0 },
      memory: { usage: sandboxUsage.bytes, working_set: sandboxUsage.bytes, rss: 49_152, cache: 0 },
    }),
  });
  for (const container of list(whole['containers'])) {
    const name = text(container['name']);
    const was = earlier && list(earlier['containers']).find((one) => one['name'] === container['name']);
    const id = `${cgroup}/${name}-${pod.uid}`;
    infos[id] = info(id, container, was ? [was, container] : [container], {
      aliases: [
        runsDocker(node) ? `k8s_${name}_${pod.name}_${pod.namespace}_${pod.uid}_0` : `${name}-${pod.uid}`,
      ],
      spec: {
        image: imageOf(name),
        labels: { ...labels, 'io.kubernetes.container.name': name },
      },
    });
  }
}

interface Special {
  readonly aliases?: readonly string[];
  readonly spec?: Truth;
  readonly look?: (at: Truth) => Truth;
}

function info(
  name: string,
  object_: Truth,
  looks: readonly Truth[],
  { aliases, spec, look }: Special,
): Truth {
  return {
    name,
    ...(aliases ? { aliases, namespace: 'runtime' } : {}),
    spec: {
      creation_time: object_['startTime'],
      has_cpu: true,
      has_memory: true,
      has_network: false,
      has_filesystem: false,
      has_diskio: false,
      memory: { limit: 9_223_372_036_854_771_712n },
      ...spec,
    },
    stats: looks.map((at) => ({ ...statsOf(at), ...look?.(at) })),
  };
}

function statsOf(at: Truth): Truth {
  const [cpu, memory, network] = [object(at['cpu']), object(at['memory']), object(at['network'])];
  const workingSet = Number(memory['workingSetBytes']);
  return {
    timestamp: text(cpu['time']).replace('Z', '.000000001Z'),
    cpu: {
      usage: { total: cpu['usageCoreNanoSeconds'], user: 0, system: 0 },
      load_average: workingSet % 7,
    },
    memory: {
      usage: memory['usageBytes'],
      working_set: workingSet,
      rss: memory['rssBytes'],
      cache: Math.floor(workingSet / 5),
      swap: 0,
      container_data: { pgfault: memory['pageFaults'], pgmajfault: memory['majorPageFaults'] },
    },
    network: {
      interfaces: list(network['interfaces']).map((item) => ({
        name: item['name'],
        rx_bytes: item['rxBytes'],
        rx_packets: 1,
        rx_errors: item['rxErrors'],
        tx_bytes: item['txBytes'],
        tx_errors: item['txErrors'],
      })),
    },
    diskio: {},
    processes: { process_count: 1 },
  };
}

function filesystems(at: Truth): Json {
  const fs = object(at['fs']);
  return [
    {
      device: '/dev/sda1',
      type: 'vfs',
      capacity: fs['capacityBytes'],
      usage: fs['usedBytes'],
      available: fs['availableBytes'],
      has_inodes: true,
      inodes: fs['inodes'],
      inodes_free: fs['inodesFree'],
    },
    { device: 'shm', type: 'vfs', capacity: 67_108_864, usage: 0, available: 67_108_864, has_inodes: false },
  ];
}

function diskIo(node: SimNode, at: Truth): Truth {
  const timeMs = Date.parse(text(object(at['cpu'])['time']));
  return { io_service_bytes: [{ device: '/dev/sda', major: 8, minor: 0, stats: diskBytes(node, timeMs) }] };
}

function podOf(truth: Truth, pod: SimPod): Truth | undefined {
  return list(truth['pods']).find((one) => object(one['podRef'])['uid'] === pod.uid);
}

function systemOf(truth: Truth, name: string): Truth {
  return list(object(truth['node'])['systemContainers']).find((one) => one['name'] === name) ?? {};
}
