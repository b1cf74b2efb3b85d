import type { Point } from '../growth.ts';
import type { DiskIo, DiskIoRates } from '../model.ts';

type Way = 'readBytes' | 'writtenBytes';

/**
 * The rates of each device, each compared with the same device of an earlier look.
 *
 * @param looks what was seen before, best first
 * @param rate of a device now against those
 */
export function diskRates(
  disks: readonly DiskIo[],
  looks: readonly (readonly DiskIo[])[],
  rate: (now: Point, before: readonly Point[]) => number | undefined,
): DiskIoRates[] {
  const byDevice = looks.map((look) => new Map(look.map((disk) => [disk.device, disk])));
  const point = (disk: DiskIo | undefined, way: Way): Point => ({ timeMs: disk?.timeMs, count: disk?.[way] });
  return disks.map((disk) => {
    const before = byDevice.map((look) => look.get(disk.device));
    const of = (way: Way) =>
      rate(
        point(disk, way),
        before.map((one) => point(one, way)),
      );
    return {
      device: disk.device,
      readBytesPerSecond: of('readBytes'),
      writtenBytesPerSecond: of('writtenBytes'),
    };
  });
}
