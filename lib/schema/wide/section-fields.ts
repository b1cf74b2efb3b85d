import type { Count } from '../../util/count.ts';
import {
  type AcceleratorUsage,
  type CustomMetric,
  type DiskIo,
  type FilesystemName,
  type FilesystemUsage,
  type InterfaceUsage,
  objectTimeMs,
  type Sample,
  type SpaceUsage,
  type VolumeUsage,
} from '../../model/sample.ts';
import type { Group } from '../../model/metric-groups.ts';
import { cumulative, type Field, type Measurement } from '../measurement.ts';
import { containerTag, namespaceTag, nodeTag, podTag, workloadTags } from './wide-objects.ts';

const ownTime = 'the section’s own time, else the object’s';

export const kubeNetwork: Measurement<Sample, InterfaceUsage> = {
  name: 'kube_network',
  help: 'A network interface of a node (no tag pod) or of a pod. The interfaces of a pod on the host’s network are the node’s.',
  items: (sample) => sample.interfaces,
  timeMs: sectionTimeMs,
  timeHelp: ownTime,
  lineGroup: {
    oneOf: ['network', 'interfaces'],
    of: (item) => (item.isDefault ? 'network' : 'interfaces'),
  },
  tags: [
    { name: 'interface', help: 'name of the interface', of: (item) => item.name },
    {
      name: 'kind',
      help: '`other` where it is not the object’s own, `host` where it is the node’s and a pod on its network reports it: sums leave both out',
      of: (item, { isHostNetwork }) => (!item.isDefault ? 'other' : isHostNetwork ? 'host' : undefined),
    },
    namespaceTag,
    nodeTag,
    podTag,
    ...workloadTags,
  ],
  fields: [
    cumulative(integer('rx_bytes', 'bytes', 'received, cumulative', (item) => item.rxBytes)),
    cumulative(integer('rx_errors', 'errors', 'receive errors, cumulative', (item) => item.rxErrors)),
    cumulative(integer('tx_bytes', 'bytes', 'sent, cumulative', (item) => item.txBytes)),
    cumulative(integer('tx_errors', 'errors', 'send errors, cumulative', (item) => item.txErrors)),
  ],
};

const groupOfFilesystem: Record<FilesystemName, Group> = {
  root: 'filesystem',
  ephemeral: 'filesystem',
  image: 'runtime',
  containers: 'runtime',
  rootfs: 'container_filesystem',
  logs: 'container_filesystem',
};

function filesystemGroup(item: FilesystemItem, { kind }: Sample): Group {
  const { name, device = '' } = item;
  if (item.readBytes !== undefined || item.writtenBytes !== undefined) return 'disk_io';
  if (name !== 'device') return groupOfFilesystem[name];
  if (kind !== 'node') return 'container_filesystem';
  return /^\/dev\/(?!shm)/.test(device) ? 'filesystem' : 'mounts';
}

/** A filesystem, or the I/O of a device; those of one device are one point in the database. */
type FilesystemItem = FilesystemUsage & Partial<DiskIo>;

export const kubeFilesystem: Measurement<Sample, FilesystemItem> = {
  name: 'kube_filesystem',
  help: 'A filesystem of a node, pod or container. Capacity and what is available are those of the disk behind it.',
  items: (sample) =>
    sample.diskIo.length === 0
      ? sample.filesystems
      : [...sample.filesystems, ...sample.diskIo.map((item) => ({ ...item, name: 'device' as const }))],
  timeMs: sectionTimeMs,
  timeHelp: ownTime,
  lineGroup: {
    oneOf: ['filesystem', 'runtime', 'container_filesystem', 'mounts', 'disk_io'],
    of: filesystemGroup,
  },
  tags: [
    containerTag,
    {
      name: 'filesystem',
      help: 'of a node `root`, `image`, `containers`; of a pod `ephemeral`; of a container `rootfs`, `logs`; from /stats/container/ the device, as `/dev/sda1`',
      of: (item) => item.device ?? item.name,
    },
    namespaceTag,
    nodeTag,
    podTag,
    ...workloadTags,
  ],
  fields: [
    ...spaceFields(),
    cumulative(integer('io_read_bytes', 'bytes', 'read, cumulative', (item) => item.readBytes, 'disk_io')),
    cumulative(
      integer('io_write_bytes', 'bytes', 'written, cumulative', (item) => item.writtenBytes, 'disk_io'),
    ),
  ],
};

export const kubeVolume: Measurement<Sample, VolumeUsage> = {
  name: 'kube_volume',
  help: 'A volume of a pod.',
  items: (sample) => sample.volumes,
  timeMs: sectionTimeMs,
  timeHelp: ownTime,
  lineGroup: {
    oneOf: ['volume', 'local_volume'],
    of: (item) => (item.claim === undefined ? 'local_volume' : 'volume'),
  },
  tags: [
    namespaceTag,
    nodeTag,
    podTag,
    { name: 'pvc', help: 'name of the PersistentVolumeClaim, if there is one', of: (item) => item.claim },
    { name: 'volume', help: 'name of the volume in the pod', of: (item) => item.name },
    ...workloadTags,
  ],
  fields: spaceFields(),
};

export const kubeAccelerator: Measurement<Sample, AcceleratorUsage> = {
  name: 'kube_accelerator',
  help: 'An accelerator of a container.',
  items: (sample) => sample.accelerators,
  timeMs: (_, sample) => objectTimeMs(sample),
  timeHelp: 'the container’s CPU time',
  lineGroup: { oneOf: ['accelerator'], of: () => 'accelerator' },
  tags: [
    { name: 'accelerator', help: 'id of the accelerator', of: (item) => item.id },
    containerTag,
    { name: 'make', help: 'its maker', of: (item) => item.make },
    { name: 'model', help: 'its model', of: (item) => item.model },
    namespaceTag,
    nodeTag,
    podTag,
    ...workloadTags,
  ],
  fields: [
    integer('memory_total_bytes', 'bytes', 'its memory', (item) => item.memoryTotalBytes),
    integer('memory_used_bytes', 'bytes', 'its memory in use', (item) => item.memoryUsedBytes),
    integer('duty_cycle_percent', 'percent', 'share of time in use', (item) => item.dutyCyclePercent),
  ],
};

export const kubeCustom: Measurement<Sample, CustomMetric> = {
  name: 'kube_custom',
  help: 'A user-defined metric of a container.',
  items: (sample) => sample.custom,
  timeMs: sectionTimeMs,
  timeHelp: ownTime,
  lineGroup: { oneOf: ['custom'], of: () => 'custom' },
  tags: [
    containerTag,
    { name: 'metric', help: 'name of the metric', of: (item) => item.name },
    namespaceTag,
    nodeTag,
    podTag,
    { name: 'type', help: '`gauge`, `cumulative` or `delta`', of: (item) => item.type },
    { name: 'units', help: 'as the metric says', of: (item) => item.units },
    ...workloadTags,
  ],
  furtherTags: {
    help: '`label_…`: the metric’s own labels',
    of: (item) =>
      Object.fromEntries(Object.entries(item.labels).map(([name, value]) => [`label_${name}`, value])),
  },
  fields: [{ type: 'float', name: 'value', unit: '', help: 'the value', of: (item) => item.value }],
};

function sectionTimeMs(item: { readonly timeMs?: number | undefined }, sample: Sample): number | undefined {
  return item.timeMs ?? objectTimeMs(sample);
}

function spaceFields(): Field<Sample, SpaceUsage>[] {
  return [
    integer('available_bytes', 'bytes', 'free', (item) => item.availableBytes),
    integer('capacity_bytes', 'bytes', 'size', (item) => item.capacityBytes),
    integer('used_bytes', 'bytes', 'used by this object', (item) => item.usedBytes),
    integer('inodes', 'inodes', 'all inodes', (item) => item.inodes, 'inodes'),
    integer('inodes_free', 'inodes', 'free inodes', (item) => item.inodesFree, 'inodes'),
    integer('inodes_used', 'inodes', 'inodes used by this object', (item) => item.inodesUsed, 'inodes'),
  ];
}

function integer<Item>(
  name: string,
  unit: string,
  help: string,
  of: (item: Item) => Count | undefined,
  group?: Group,
): Field<Sample, Item> {
  return { type: 'integer', name, unit, help, of, group };
}
