import type { DiskIo, DiskIoRates } from '../model/sample.ts';
import type { RateSince } from './rate-since.ts';

/**
 * The I/O rates of each device, against the same device in earlier samples.
 *
 * @param earlier the preferred one first
 */
export function diskRates(
  disks: readonly DiskIo[],
  earlier: readonly (readonly DiskIo[] | undefined)[],
  rate: RateSince,
): readonly DiskIoRates[] {
  if (disks.length === 0) return none;
  const earlierDisks = earlier.map((disks) => new Map(disks?.map((disk) => [disk.device, disk])));
  return disks.map((disk) => {
    const { device } = disk;
    const before = earlierDisks.map((disks) => disks.get(device));
    return {
      device,
      readBytesPerSecond: rate(disk, before, 'readBytes'),
      writtenBytesPerSecond: rate(disk, before, 'writtenBytes'),
    };
  });
}

const none: readonly DiskIoRates[] = [];
