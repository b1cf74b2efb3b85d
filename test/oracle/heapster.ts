import { list, object, text, type Truth, whole } from '../simulator/json.ts';

/**
 * What must stand in the database at the second of two runs in a schema of Heapster's, told from the truths that the
 * simulator served at both, for the measurements that Heapster's dashboards read. It imports nothing of the product.
 */
export interface Expected {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly value: number;
  /** Rates may differ by a hundredth, for kubelets' times are whole seconds. */
  readonly isRate: boolean;
}

type Source = 'summary' | 'container';

interface Moment {
  readonly truth: Truth;
  /** The facts of the node's pods. */
  readonly pods: readonly Truth[];
}

/** What is written of one object. */
interface Thing {
  readonly tags: Readonly<Record<string, string>>;
  readonly now: Truth;
  /** The same object at the run before, if it was there. */
  readonly before: Truth | undefined;
  readonly requests: Requests | undefined;
  readonly spaces: Readonly<Record<string, Truth>>;
  readonly hasNetwork: boolean;
}

interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly cpuLimit: number;
  readonly memoryLimit: number;
}

/**
 * @param nodes each at the run before, at this one, and one housekeeping before this one: cAdvisor gives two looks at a
 *   time, and where there was no run before, the rate is the difference between them
 */
export function expectedHeapster(
  nodes: readonly { before: Moment; now: Moment; earlier: Moment }[],
  source: Source,
): Expected[] {
  const found: Expected[] = [];
  const namespaces = new Map<string, Expected[]>();
  for (const { before, now, earlier } of nodes)
    for (const thing of thingsOf(source === 'container' ? [before, earlier] : [before], now, source)) {
      const own = expectedOf(thing, source);
      found.push(...own);
      if (thing.tags['type'] !== 'pod') continue;
      const name = thing.tags['namespace_name'] ?? '';
      namespaces.set(name, [...(namespaces.get(name) ?? []), ...own]);
    }
  const summed = [
    'cpu/usage_rate',
    'memory/usage',
    'cpu/request',
    'cpu/limit',
    'memory/request',
    'memory/limit',
  ];
  const sum = (all: readonly Expected[], metric: string, tags: Record<string, string>): Expected => ({
    metric,
    tags,
    value: all.filter((one) => one.metric === metric).reduce((total, { value }) => total + value, 0),
    isRate: metric === 'cpu/usage_rate',
  });
  for (const metric of summed) {
    for (const [name, all] of namespaces) found.push(sum(all, metric, { type: 'ns', namespace_name: name }));
    found.push(sum([...namespaces.values()].flat(), metric, { type: 'cluster' }));
  }
  return found;
}

function expectedOf({ tags, now, before, requests, spaces, hasNetwork }: Thing, source: Source): Expected[] {
  const values: [metric: string, value: number | undefined, isRate?: boolean][] = [
    ['uptime', timeOf(now) - Date.parse(text(now['startTime']))],
    ['cpu/usage_rate', cpuRate(now, before, source), true],
    ['memory/usage', Number(object(now['memory'])['usageBytes'])],
    ['memory/working_set', Number(object(now['memory'])['workingSetBytes'])],
    ['cpu/request', requests?.cpu],
    ['cpu/limit', requests?.cpuLimit],
    ['memory/request', requests?.memory],
    ['memory/limit', requests?.memoryLimit],
    ...(hasNetwork
      ? (['rx', 'tx'] as const).map((way): [string, number | undefined, boolean] => [
          `network/${way}_rate`,
          networkRate(now, before, way, source),
          true,
        ])
      : []),
  ];
  return [
    ...values.flatMap(([metric, value, isRate = false]) =>
      value === undefined ? [] : [{ metric, tags, value, isRate }],
    ),
    ...Object.entries(spaces).flatMap(([resource_id, space]) => [
      {
        metric: 'filesystem/usage',
        tags: { ...tags, resource_id },
        value: Number(space['usedBytes']),
        isRate: false,
      },
      {
        metric: 'filesystem/limit',
        tags: { ...tags, resource_id },
        value: Number(space['capacityBytes']),
        isRate: false,
      },
    ]),
  ];
}

function thingsOf(past: readonly Moment[], now: Moment, source: Source): Thing[] {
  const node = object(now.truth['node']);
  const wasNode = object(past[0]?.truth['node']);
  const nodename = text(node['nodeName']);
  const pods = list(now.truth['pods']).flatMap((pod) => {
    const { name, namespace, uid } = object(pod['podRef']);
    const facts = now.pods.find((one) => object(one['metadata'])['uid'] === uid)!;
    const was = past
      .flatMap(({ truth }) => list(truth['pods']))
      .find((one) => object(one['podRef'])['uid'] === uid && timeOf(one) < timeOf(pod));
    return podThings(
      pod,
      was,
      facts,
      { nodename, namespace_name: text(namespace), pod_name: text(name) },
      source,
    );
  });
  const requests = pods
    .filter(({ tags }) => tags['type'] === 'pod')
    .map((pod) => pod.requests)
    .reduce(addRequests);
  const system = list(node['systemContainers']).map((one): Thing => ({
    tags: { type: 'sys_container', nodename, container_name: systemName(text(one['name']), source) },
    now: one,
    before: list(wasNode['systemContainers']).find(({ name }) => name === one['name']),
    requests: undefined,
    spaces: {},
    hasNetwork: false,
  }));
  const itself: Thing = {
    tags: { type: 'node', nodename },
    now: node,
    before: wasNode,
    requests,
    spaces:
      source === 'summary'
        ? { '/': object(node['fs']) }
        : { '/dev/sda1': object(node['fs']), shm: { usedBytes: 0, capacityBytes: 67_108_864 } },
    hasNetwork: true,
  };
  // The runtime's cgroup is not among those that the simulator's cAdvisor tells of.
  return [itself, ...system.filter(({ tags }) => tags['container_name'] !== 'none'), ...pods];
}

function podThings(
  pod: Truth,
  was: Truth | undefined,
  facts: Truth,
  tags: Record<string, string>,
  source: Source,
): Thing[] {
  const containers = list(pod['containers']).map((one): Thing => {
    const spec = list(object(facts['spec'])['containers']).find(({ name }) => name === one['name']);
    return {
      tags: { ...tags, type: 'pod_container', container_name: text(one['name']) },
      now: one,
      before: was && list(was['containers']).find(({ name }) => name === one['name']),
      requests: requestsOf(object(spec?.['resources'])),
      spaces: source === 'summary' ? { '/': object(one['rootfs']), logs: object(one['logs']) } : {},
      hasNetwork: false,
    };
  });
  const volumes = list(pod['volume']).map((volume) => [`Volume:${text(volume['name'])}`, volume] as const);
  return [
    {
      tags: { ...tags, type: 'pod' },
      now: pod,
      before: was,
      requests: containers.map(({ requests }) => requests).reduce(addRequests),
      spaces: source === 'summary' ? Object.fromEntries(volumes) : {},
      hasNetwork: true,
    },
    ...containers,
  ];
}

/** Millicores; the kubelet's own average where there is no run before to compare with. */
function cpuRate(now: Truth, before: Truth | undefined, source: Source): number | undefined {
  const counter = (at: Truth) => whole(object(at['cpu'])['usageCoreNanoSeconds']);
  if (before) return Number(counter(now) - counter(before)) / 1e3 / (timeOf(now) - timeOf(before));
  const average = object(now['cpu'])['usageNanoCores'];
  return average === undefined || source === 'container' ? undefined : Number(average) / 1e6;
}

function networkRate(
  now: Truth,
  before: Truth | undefined,
  way: 'rx' | 'tx',
  source: Source,
): number | undefined {
  if (!before) return undefined;
  const bytes = (at: Truth) => {
    const interfaces = list(object(at['network'])['interfaces']);
    // A summary's default interface is eth0; with cAdvisor Heapster added all interfaces up.
    const own = source === 'summary' ? interfaces.filter(({ name }) => name === 'eth0') : interfaces;
    return own.reduce((total, one) => total + Number(one[`${way}Bytes`]), 0);
  };
  // A summary has a time for each section, cAdvisor one for all.
  const time = (at: Truth) =>
    source === 'summary' ? Date.parse(text(object(at['network'])['time'])) : timeOf(at);
  const elapsedMs = time(now) - time(before);
  return elapsedMs > 0 ? (1000 * (bytes(now) - bytes(before))) / elapsedMs : undefined;
}

function systemName(name: string, source: Source): string {
  const inSummary: Record<string, string> = { runtime: 'docker-daemon' };
  const inCadvisor: Record<string, string> = {
    pods: 'kubepods',
    kubelet: 'system.slice/kubelet.service',
    runtime: 'none',
  };
  return (source === 'summary' ? inSummary : inCadvisor)[name] ?? name;
}

function requestsOf(resources: Truth): Requests {
  const units: Record<string, number> = { m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30 };
  const amount = (which: string, name: string) => {
    const [, digits = '0', unit = ''] =
      /^([\d.]+)(\w*)$/.exec(text(object(resources[which])[name] ?? '0')) ?? [];
    return Number(digits) * (units[unit] ?? 1);
  };
  return {
    cpu: Math.round(1000 * amount('requests', 'cpu')),
    memory: amount('requests', 'memory'),
    cpuLimit: Math.round(1000 * amount('limits', 'cpu')),
    memoryLimit: amount('limits', 'memory'),
  };
}

function addRequests(one: Requests | undefined, other: Requests | undefined): Requests | undefined {
  if (!one || !other) return one ?? other;
  return {
    cpu: one.cpu + other.cpu,
    memory: one.memory + other.memory,
    cpuLimit: one.cpuLimit + other.cpuLimit,
    memoryLimit: one.memoryLimit + other.memoryLimit,
  };
}

function timeOf(at: Truth): number {
  return Date.parse(text(object(at['cpu'])['time']));
}
