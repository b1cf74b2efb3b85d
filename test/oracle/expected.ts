import type { Json, Truth } from '../simulator/truth.ts';

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

export function expectedPoints(truth: Truth, cluster: string): Point[] {
  const node = object(truth['node']);
  const tags = { cluster, node: text(node['nodeName']) };
  return [
    ...objectPoints('kube_node', node, tags),
    ...networkPoints(node, tags),
    ...filesystemPoints(node, tags, [
      ['root', node['fs']],
      ['image', object(node['runtime'])['imageFs']],
      ['containers', object(node['runtime'])['containerFs']],
    ]),
    ...list(node['systemContainers']).flatMap((system) =>
      objectPoints('kube_system_container', system, { ...tags, container: text(system['name']) }),
    ),
    ...list(truth['pods']).flatMap((pod) => podPoints(pod, tags)),
  ];
}

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

function podPoints(pod: Truth, nodeTags: Record<string, string>): Point[] {
  const { name, namespace } = object(pod['podRef']);
  const tags = { ...nodeTags, namespace: text(namespace), pod: text(name) };
  return [
    ...objectPoints('kube_pod', pod, tags),
    ...networkPoints(pod, tags),
    ...filesystemPoints(pod, tags, [['ephemeral', pod['ephemeral-storage']]]),
    ...list(pod['volume']).map((volume) => {
      const claim = object(volume['pvcRef'])['name'];
      const own = { volume: text(volume['name']), ...(claim === undefined ? {} : { pvc: text(claim) }) };
      return point('kube_volume', { ...tags, ...own }, timeOf(volume, pod), pick(volume, spaceFields));
    }),
    ...list(pod['containers']).flatMap((container) => containerPoints(container, tags)),
  ];
}

function containerPoints(container: Truth, podTags: Record<string, string>): Point[] {
  const tags = { ...podTags, container: text(container['name']) };
  return [
    ...objectPoints('kube_container', container, tags),
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

function objectPoints(measurement: string, source: Truth, tags: Record<string, string>): Point[] {
  const start = source['startTime'];
  const startTime: Record<string, Value> =
    start === undefined ? {} : { start_time_ms: Date.parse(text(start)) };
  return [
    point(measurement, tags, timeOf(undefined, source), { ...pick(source, objectFields), ...startTime }),
  ];
}

function networkPoints(source: Truth, tags: Record<string, string>): Point[] {
  const network = object(source['network']);
  return list(network['interfaces']).map((device) =>
    point(
      'kube_network',
      { ...tags, interface: text(device['name']) },
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

function object(value: Json): Truth {
  return (value ?? {}) as Truth;
}

function list(value: Json): Truth[] {
  return (value ?? []) as Truth[];
}

function text(value: Json): string {
  if (typeof value !== 'string') throw new Error(`the truth has a ${typeof value} where a text belongs`);
  return value;
}
