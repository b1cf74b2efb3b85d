import { type Json, list, object, text, type Truth } from '../simulator/json.ts';

/**
 * What must stand in the database after a scrape of `METRICS=all`, told from the truth that the simulator served. It
 * knows the public names by itself and imports nothing of the product.
 */
export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly timeMs: number;
  readonly fields: Readonly<Record<string, Value>>;
}

export type Value = string | number | bigint;

/**
 * @param pods what the API says of the node's pods
 * @param nodeFields what the API says of the node, as fields of its point
 */
export function expectedPoints(
  truth: Truth,
  cluster: string,
  pods: readonly object[],
  nodeFields: Record<string, Value>,
): Point[] {
  const node = object(truth['node']);
  const tags = { cluster, node: text(node['nodeName']) };
  const facts = new Map(pods.map((pod) => [podKey(pod as Truth), pod as Truth]));
  return [
    ...objectPoints('kube_node', node, tags, { ...nodeFields, ...shares(node, nodeFields) }),
    ...networkPoints(node, tags),
    ...filesystemPoints(node, tags, [
      ['root', node['fs']],
      ['image', object(node['runtime'])['imageFs']],
      ['containers', object(node['runtime'])['containerFs']],
    ]),
    ...list(node['systemContainers']).flatMap((system) =>
      objectPoints('kube_system_container', system, { ...tags, container: text(system['name']) }),
    ),
    ...list(truth['pods']).flatMap((pod) => {
      const { name, namespace } = object(pod['podRef']);
      return podPoints(pod, tags, facts.get(`${text(namespace)}/${text(name)}`) ?? {});
    }),
  ];
}

/** The measurements of a node's own points; sums and the run's own are not among them. */
export const measurements = [
  'kube_node',
  'kube_system_container',
  'kube_pod',
  'kube_container',
  'kube_network',
  'kube_filesystem',
  'kube_volume',
  'kube_accelerator',
  'kube_custom',
];

/** A name for a point: two points of one name are one point to the database. */
export function pointKey({ measurement, tags, timeMs }: Omit<Point, 'fields'>): string {
  const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([measurement, sorted, timeMs]);
}

const objectFields: readonly (readonly [path: string, field: string])[] = [
  ['cpu.usageNanoCores', 'cpu_usage_nanocores'],
  ['cpu.usageCoreNanoSeconds', 'cpu_usage_core_nanoseconds'],
  ['memory.availableBytes', 'memory_available_bytes'],
  ['memory.usageBytes', 'memory_usage_bytes'],
  ['memory.workingSetBytes', 'memory_working_set_bytes'],
  ['memory.rssBytes', 'memory_rss_bytes'],
  ['memory.pageFaults', 'memory_page_faults'],
  ['memory.majorPageFaults', 'memory_major_page_faults'],
  ['swap.swapAvailableBytes', 'swap_available_bytes'],
  ['swap.swapUsageBytes', 'swap_usage_bytes'],
  ['rlimit.curproc', 'process_count'],
  ['rlimit.maxpid', 'process_max'],
  ['process_stats.process_count', 'process_count'],
  ['podRef.uid', 'uid'],
  ...['cpu', 'memory', 'io'].flatMap((resource) =>
    ['some', 'full'].flatMap((share) =>
      ['10', '60', '300'].map(
        (seconds) =>
          [
            `${resource}.psi.${share}.avg${seconds}`,
            `psi_${resource}_${share}_avg${seconds}_percent`,
          ] as const,
      ),
    ),
  ),
];

const spaceFields = [
  ['availableBytes', 'available_bytes'],
  ['capacityBytes', 'capacity_bytes'],
  ['usedBytes', 'used_bytes'],
  ['inodes', 'inodes'],
  ['inodesFree', 'inodes_free'],
  ['inodesUsed', 'inodes_used'],
] as const;

const trafficFields = [
  ['rxBytes', 'rx_bytes'],
  ['rxErrors', 'rx_errors'],
  ['txBytes', 'tx_bytes'],
  ['txErrors', 'tx_errors'],
] as const;

function podPoints(pod: Truth, nodeTags: Record<string, string>, facts: Truth): Point[] {
  const { name, namespace } = object(pod['podRef']);
  const tags = { ...nodeTags, namespace: text(namespace), pod: text(name), ...workloadTags(facts) };
  const status = object(facts['status']);
  return [
    ...objectPoints('kube_pod', pod, tags, {
      ...effectiveResources(facts),
      restarts_total: list(status['containerStatuses']).reduce(
        (sum, one) => sum + Number(one['restartCount']),
        0,
      ),
      phase: text(status['phase']),
      qos_class: text(status['qosClass']),
    }),
    ...networkPoints(pod, tags, object(facts['spec'])['hostNetwork'] === true),
    ...filesystemPoints(pod, tags, [['ephemeral', pod['ephemeral-storage']]]),
    ...list(pod['volume']).map((volume) => {
      const claim = object(volume['pvcRef'])['name'];
      const own = { volume: text(volume['name']), ...(claim === undefined ? {} : { pvc: text(claim) }) };
      return point('kube_volume', { ...tags, ...own }, timeOf(volume, pod), pick(volume, spaceFields));
    }),
    ...list(pod['containers']).flatMap((container) => containerPoints(container, tags, facts)),
  ];
}

function containerPoints(container: Truth, podTags: Record<string, string>, facts: Truth): Point[] {
  const tags = { ...podTags, container: text(container['name']) };
  const named = (all: Json) => list(all).find((one) => one['name'] === container['name']) ?? {};
  const spec = named(object(facts['spec'])['containers']);
  return [
    ...objectPoints('kube_container', container, tags, {
      ...resourceFields(object(spec['resources'])),
      restarts_total: Number(named(object(facts['status'])['containerStatuses'])['restartCount']),
      image: text(spec['image']),
    }),
    ...filesystemPoints(container, tags, [
      ['rootfs', container['rootfs']],
      ['logs', container['logs']],
    ]),
    ...list(container['accelerators']).map((device) =>
      point(
        'kube_accelerator',
        {
          ...tags,
          accelerator: text(device['id']),
          make: text(device['make']),
          model: text(device['model']),
        },
        timeOf(undefined, container),
        pick(device, [
          ['memoryTotal', 'memory_total_bytes'],
          ['memoryUsed', 'memory_used_bytes'],
          ['dutyCycle', 'duty_cycle_percent'],
        ]),
      ),
    ),
    ...list(container['userDefinedMetrics']).map((metric) => {
      const labels = Object.entries(object(metric['labels'])).map(([key, value]) => [
        `label_${key}`,
        text(value),
      ]);
      const own = { metric: text(metric['name']), type: text(metric['type']), units: text(metric['units']) };
      const all = { ...tags, ...own, ...(Object.fromEntries(labels) as Record<string, string>) };
      return point('kube_custom', all, timeOf(metric, container), pick(metric, [['value', 'value']]));
    }),
  ];
}

function objectPoints(
  measurement: string,
  source: Truth,
  tags: Record<string, string>,
  more: Record<string, Value> = {},
): Point[] {
  const start = source['startTime'];
  const startTime: Record<string, Value> =
    start === undefined ? {} : { start_time_ms: Date.parse(text(start)) };
  return [
    point(measurement, tags, timeOf(undefined, source), {
      ...pick(source, objectFields),
      ...startTime,
      ...more,
    }),
  ];
}

/** A namespace's or the cluster's sums at the run's minute, from nodes that all answered. */
export function expectedSums(truths: readonly Truth[], namespace: string | undefined): Record<string, Value> {
  const pods = truths
    .flatMap((truth) => list(truth['pods']))
    .filter((pod) => namespace === undefined || object(pod['podRef'])['namespace'] === namespace);
  const sum = (path: string) =>
    pods.reduce((total, pod) => total + Number(pick(pod, [[path, 'it']])['it'] ?? 0), 0);
  return {
    pods: pods.length,
    containers: pods.reduce((total, pod) => total + list(pod['containers']).length, 0),
    cpu_usage_nanocores: sum('cpu.usageNanoCores'),
    memory_usage_bytes: sum('memory.usageBytes'),
    memory_working_set_bytes: sum('memory.workingSetBytes'),
  };
}

function podKey(pod: Truth): string {
  const { namespace, name } = object(pod['metadata']);
  return `${text(namespace)}/${text(name)}`;
}

/** Who the pod works for, by the rule that its owner's name follows. */
function workloadTags(facts: Truth): Record<string, string> {
  const { ownerReferences, labels, name } = object(facts['metadata']);
  const [owner] = list(ownerReferences);
  if (!owner) return { workload: text(name), workload_kind: 'Pod' };
  const [kind, ownerName] = [text(owner['kind']), text(owner['name'])];
  const template = object(labels)['pod-template-hash'];
  if (kind === 'ReplicaSet')
    return { workload: ownerName.replace(`-${text(template)}`, ''), workload_kind: 'Deployment' };
  if (kind === 'Job') return { workload: ownerName.replace(/-\d{8}$/, ''), workload_kind: 'CronJob' };
  if (kind === 'Node')
    return { workload: text(name).replace(`-${ownerName}`, ''), workload_kind: 'StaticPod' };
  return { workload: ownerName, workload_kind: kind };
}

/** Containers and sidecars together, or the init container that needs more than they do, with the sidecars before it. */
function effectiveResources(facts: Truth): Record<string, number> {
  const { containers, initContainers } = object(facts['spec']);
  const [sidecar, restore] = list(initContainers).map((one) => resourceFields(object(one['resources'])));
  const running = [...list(containers).map((one) => resourceFields(object(one['resources']))), sidecar ?? {}];
  const total: Record<string, number> = {};
  for (const part of running)
    for (const [field, amount] of Object.entries(part)) total[field] = (total[field] ?? 0) + amount;
  for (const [field, amount] of Object.entries(restore ?? {}))
    total[field] = Math.max(total[field] ?? 0, amount + (sidecar?.[field] ?? 0));
  return total;
}

function resourceFields(resources: Truth): Record<string, number> {
  const units: Record<string, number> = { m: 0.001, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };
  const amount = (quantity: Json) => {
    const [, digits = '', unit = ''] = /^([\d.]+)(\w*)$/.exec(text(quantity)) ?? [];
    return Number(digits) * (units[unit] ?? 1);
  };
  const fields: Record<string, number> = {};
  for (const which of ['requests', 'limits'])
    for (const [name, quantity] of Object.entries(object(resources[which]))) {
      if (name === 'cpu') fields[`resource_${which}_millicpu_units`] = Math.round(1000 * amount(quantity));
      if (name === 'memory') fields[`resource_${which}_memory_bytes`] = amount(quantity);
      if (name === 'ephemeral-storage')
        fields[`resource_${which}_ephemeral_storage_bytes`] = amount(quantity);
    }
  return fields;
}

/** What a node's pods hold of it, as fields of its point. */
export function heldByPods(pods: readonly object[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const pod of pods)
    for (const [field, amount] of Object.entries(effectiveResources(pod as Truth)))
      total[field] = (total[field] ?? 0) + amount;
  return total;
}

function shares(node: Truth, api: Record<string, Value>): Record<string, Value> {
  const number = (field: string) => Number(api[field]);
  const [cpu, memory] = [number('allocatable_millicpu_cores'), number('allocatable_memory_bytes')];
  return {
    cpu_utilization_ratio: Number(object(node['cpu'])['usageNanoCores']) / 1e6 / cpu,
    memory_utilization_ratio: Number(object(node['memory'])['workingSetBytes']) / memory,
    cpu_reservation_ratio: number('resource_requests_millicpu_units') / cpu,
    memory_reservation_ratio: number('resource_requests_memory_bytes') / memory,
  };
}

function networkPoints(source: Truth, tags: Record<string, string>, isHost = false): Point[] {
  const network = object(source['network']);
  const isOther = (name: string) => text(network['name']) !== '' && name !== text(network['name']);
  return list(network['interfaces']).map((device) =>
    point(
      'kube_network',
      {
        ...tags,
        interface: text(device['name']),
        ...(isOther(text(device['name'])) ? { kind: 'other' } : isHost ? { kind: 'host' } : {}),
      },
      timeOf(network, source),
      pick(device, trafficFields),
    ),
  );
}

function filesystemPoints(
  source: Truth,
  tags: Record<string, string>,
  named: readonly (readonly [string, Json])[],
): Point[] {
  return named
    .filter(([, space]) => space !== undefined)
    .map(([filesystem, space]) =>
      point(
        'kube_filesystem',
        { ...tags, filesystem },
        timeOf(object(space), source),
        pick(object(space), spaceFields),
      ),
    );
}

function point(
  measurement: string,
  tags: Record<string, string>,
  timeMs: number,
  fields: Record<string, Value>,
): Point {
  return { measurement, tags, timeMs, fields };
}

function pick(source: Truth, paths: readonly (readonly [string, string])[]): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const [path, field] of paths) {
    const value = path.split('.').reduce<Json>((at, key) => object(at)[key], source);
    if (value !== undefined) fields[field] = value as Value;
  }
  return fields;
}

/** A section's own time; 1970 is none, then the time of its object's CPU numbers. */
function timeOf(section: Truth | undefined, owner: Truth): number {
  const own = Date.parse(text(section?.['time'] ?? ''));
  return own > 0 ? own : Date.parse(text(object(owner['cpu'])['time']));
}
