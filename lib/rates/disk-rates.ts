import type { Point } from '../growth.ts';
import type { DiskIo, DiskIoRates, Look } from '../model.ts';

/** The rates of each device, each compared with the same device of an earlier look. */
export function diskRates(
  disks: readonly DiskIo[],
  per: (of: (look: Pick<Look, 'diskIo'>) => Point) => number | undefined,
): DiskIoRates[] {
  return disks.map(({ device }) => {
    const rate = (count: (disk: DiskIo) => Point['count']) =>
      per(({ diskIo }) => {
        const disk = diskIo.find((one) => one.device === device);
        return { timeMs: disk?.timeMs, count: disk && count(disk) };
      });
    return {
      device,
      readBytesPerSecond: rate(({ readBytes }) => readBytes),
      writtenBytesPerSecond: rate(({ writtenBytes }) => writtenBytes),
    };
  });
}
