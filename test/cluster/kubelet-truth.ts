import { type Json, list, object, text, type Truth } from '../simulator/json.ts';

/** What a kubelet said of an object at a time, by the names of fields in InfluxDB. */
export interface Said {
  /** Of what: the same as `keyOf` makes of a point. */
  readonly key: string;
  readonly timeMs: number;
  readonly fields: Readonly<Record<string, number>>;
}

const tagNames = ['node', 'namespace', 'pod', 'container', 'interface', 'filesystem', 'volume'] as const;

export function keyOf(measurement: string, tags: Readonly<Record<string, string>>): string {
  return [measurement, ...tagNames.map((name) => tags[name] ?? '')].join(' ');
}

/** Everything that a summary says, section by section, each at the section's own time. */
export function saidBy(summary: Truth): Said[] {
  const node = object(summary['node']);
  const tags = { node: text(node['nodeName']) };
  const runtime = object(node['runtime']);
  return [
    ...ofObject('kube_node', node, tags),
    ...ofSpaces(node, tags, {
      root: node['fs'],
      image: runtime['imageFs'],
      containers: runtime['containerFs'],
    }),
    ...list(node['systemContainers']).flatMap((system) =>
      ofObject('kube_system_container', system, { ...tags, container: text(system['name']) }),
    ),
    ...list(summary['pods']).flatMap((pod) => {
      const { name, namespace } = object(pod['podRef']);
      const ofPod = { ...tags, namespace: text(namespace), pod: text(name) };
      return [
        ...ofObject('kube_pod', pod, ofPod),
        ...ofSpaces(pod, ofPod, { ephemeral: pod['ephemeral-storage'] }),
        ...list(pod['volume']).flatMap((volume) =>
          at('kube_volume', { ...ofPod, volume: text(volume['name']) }, volume, pod, space),
        ),
        ...list(pod['containers']).flatMap((container) => {
          const ofContainer = { ...ofPod, container: text(container['name']) };
          return [
            ...ofObject('kube_container', container, ofContainer),
            ...ofSpaces(container, ofContainer, { rootfs: container['rootfs'], logs: container['logs'] }),
          ];
        }),
      ];
    }),
  ];
}

const usage = {
  'cpu.usageNanoCores': 'cpu_usage_nanocores',
  'cpu.usageCoreNanoSeconds': 'cpu_usage_core_nanoseconds',
  'memory.availableBytes': 'memory_available_bytes',
  'memory.usageBytes': 'memory_usage_bytes',
  'memory.workingSetBytes': 'memory_working_set_bytes',
  'memory.rssBytes': 'memory_rss_bytes',
  'memory.pageFaults': 'memory_page_faults',
  'memory.majorPageFaults': 'memory_major_page_faults',
};

const traffic = { rxBytes: 'rx_bytes', rxErrors: 'rx_errors', txBytes: 'tx_bytes', txErrors: 'tx_errors' };

const space = {
  availableBytes: 'available_bytes',
  capacityBytes: 'capacity_bytes',
  usedBytes: 'used_bytes',
  inodes: 'inodes',
  inodesFree: 'inodes_free',
  inodesUsed: 'inodes_used',
};

function ofObject(measurement: string, source: Truth, tags: Record<string, string>): Said[] {
  const network = object(source['network']);
  return [
    ...at(measurement, tags, {}, source, usage, source),
    ...list(network['interfaces']).flatMap((device) =>
      at('kube_network', { ...tags, interface: text(device['name']) }, network, source, traffic, device),
    ),
  ];
}

function ofSpaces(
  owner: Truth,
  tags: Record<string, string>,
  spaces: Readonly<Record<string, Json>>,
): Said[] {
  return Object.entries(spaces).flatMap(([filesystem, section]) =>
    section === undefined
      ? []
      : at('kube_filesystem', { ...tags, filesystem }, object(section), owner, space),
  );
}

function at(
  measurement: string,
  tags: Record<string, string>,
  section: Truth,
  owner: Truth,
  names: Readonly<Record<string, string>>,
  source: Truth = section,
): Said[] {
  const timeMs = timeOf(section, owner);
  const fields = Object.entries(names).flatMap(([path, field]): [string, number][] => {
    const value = path.split('.').reduce<Json>((of, key) => object(of)[key], source);
    return typeof value === 'number' ? [[field, value]] : [];
  });
  return timeMs === undefined
    ? []
    : [{ key: keyOf(measurement, tags), timeMs, fields: Object.fromEntries(fields) }];
}

/** A section's own time; 1970 is none, then the time of its object's CPU or memory numbers. */
function timeOf(section: Truth, owner: Truth): number | undefined {
  const times = [section['time'], object(owner['cpu'])['time'], object(owner['memory'])['time']];
  return times.map((time) => Date.parse(typeof time === 'string' ? time : '')).find((time) => time > 0);
}
