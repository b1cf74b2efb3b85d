import type { AcceleratorUsage, DiskIo, DiskIoRates, Sample, SpaceUsage } from '../../model/sample.ts';
import {
  float,
  integer,
  type LabeledFamily,
  measuredSets as everywhere,
  placedSets as onDisk,
} from './heapster-metric.ts';

type Space = SpaceUsage & { readonly resourceId: string };
type Disk = DiskIo & DiskIoRates;

export const filesystemFamily: LabeledFamily<Space> = {
  items: spacesOf,
  tags: [{ name: 'resource_id', of: ({ resourceId }) => resourceId }],
  metrics: [
    integer('filesystem/usage', 'bytes', onDisk, 'used', (space) => space.usedBytes),
    integer('filesystem/limit', 'bytes', onDisk, 'size', (space) => space.capacityBytes),
    integer('filesystem/available', 'bytes', onDisk, 'free', (space) => space.availableBytes),
    integer('filesystem/inodes', 'inodes', onDisk, 'all inodes', (space) => space.inodes),
    integer('filesystem/inodes_free', 'inodes', onDisk, 'free inodes', (space) => space.inodesFree),
  ],
};

export const diskFamily: LabeledFamily<Disk> = {
  items: ({ diskIo, rates }) => {
    if (diskIo.length === 0) return none;
    const byDevice = new Map((rates?.diskIo ?? []).map((one) => [one.device, one]));
    return diskIo.map((disk) => ({ ...disk, ...byDevice.get(disk.device) }));
  },
  tags: [{ name: 'resource_id', of: ({ device }) => device }],
  metrics: [
    {
      ...integer('disk/io_read_bytes', 'bytes', everywhere, 'read, cumulative', (disk) => disk.readBytes),
      sampleMs: ({ timeMs }) => timeMs,
    },
    {
      ...integer(
        'disk/io_write_bytes',
        'bytes',
        everywhere,
        'written, cumulative',
        (disk) => disk.writtenBytes,
      ),
      sampleMs: ({ timeMs }) => timeMs,
    },
    float('disk/io_read_bytes_rate', 'bytes/s', everywhere, 'read', (disk) => disk.readBytesPerSecond),
    float('disk/io_write_bytes_rate', 'bytes/s', everywhere, 'written', (disk) => disk.writtenBytesPerSecond),
  ],
};

export const acceleratorFamily: LabeledFamily<AcceleratorUsage> = {
  items: ({ accelerators }) => accelerators,
  tags: [
    { name: 'accelerator_id', of: ({ id }) => id },
    { name: 'make', of: ({ make }) => make },
    { name: 'model', of: ({ model }) => model },
  ],
  metrics: [
    integer('accelerator/memory_total', 'bytes', everywhere, 'its memory', (one) => one.memoryTotalBytes),
    integer(
      'accelerator/memory_used',
      'bytes',
      everywhere,
      'its memory in use',
      (one) => one.memoryUsedBytes,
    ),
    integer(
      'accelerator/duty_cycle',
      'percent',
      everywhere,
      'share of time in use',
      (one) => one.dutyCyclePercent,
    ),
  ],
};

// Mounts of single pods and containers: their names never return and would fill the database's index.
const fleeting = /\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\/|[0-9a-f]{32}|^overlay_/;

const none: readonly never[] = [];

/**
 * Heapster's names: `/` and `logs` for the summary's filesystems, `Volume:NAME` for volumes, the device's
 * name for devices.
 */
function spacesOf({ kind, filesystems, volumes }: Sample): Space[] {
  const names = namesOf[kind];
  const spaces: Space[] = [];
  for (const space of filesystems) {
    const resourceId = space.name === 'device' ? space.device : names?.[space.name];
    if (resourceId !== undefined && !fleeting.test(resourceId)) spaces.push({ ...space, resourceId });
  }
  for (const volume of volumes) spaces.push({ ...volume, resourceId: `Volume:${volume.name}` });
  return spaces;
}

const namesOf: Partial<Record<Sample['kind'], Readonly<Record<string, string>>>> = {
  node: { root: '/' },
  container: { rootfs: '/', logs: 'logs' },
};
