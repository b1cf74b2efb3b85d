import type { DiskIo, DiskIoRates } from '../model/sample.ts';
import type { RateSince } from './rate-since.ts';

/**
 * The rates of each device, each compared with the same device of an earlier look.
 *
 * @param looks what was seen before, best first
 */
export function diskRates(
  disks: readonly DiskIo[],
  looks: readonly (readonly DiskIo[] | undefined)[],
  rate: RateSince,
): readonly DiskIoRates[] {
  if (disks.length === 0) return none;
  const known = looks.map((look) => new Map(look?.map((disk) => [disk.device, disk])));
  return disks.map((disk) => {
    const { device } = disk;
    const before = known.map((look) => look.get(device));
    return {
      device,
      readBytesPerSecond: rate(disk, before, 'readBytes'),
      writtenBytesPerSecond: rate(disk, before, 'writtenBytes'),
    };
  });
}

const none: readonly DiskIoRates[] = [];
