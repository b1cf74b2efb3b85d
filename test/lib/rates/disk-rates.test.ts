import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growthPerSecond } from '../../../lib/growth.ts';
import { diskRates } from '../../../lib/rates/disk-rates.ts';

describe('diskRates', () => {
  const rate = (now: Parameters<typeof growthPerSecond>[0], before: readonly (typeof now)[]) =>
    before.map((one) => growthPerSecond(now, one)).find((perSecond) => perSecond !== undefined);

  it('compares each device with itself, in the best look that has it', () => {
    const now = [
      { device: 'sda', timeMs: 60_000, readBytes: 700, writtenBytes: 60 },
      { device: 'sdb', timeMs: 60_000, readBytes: 600, writtenBytes: 0 },
      { device: 'sdc', timeMs: 60_000, readBytes: 5 },
    ];
    const best = [{ device: 'sda', timeMs: 0, readBytes: 100, writtenBytes: 0 }];
    const next = [
      { device: 'sdb', timeMs: 30_000, readBytes: 0, writtenBytes: 0 },
      { device: 'sda', timeMs: 0, readBytes: 0, writtenBytes: 0 },
    ];
    assert.deepEqual(diskRates(now, [best, next], rate), [
      { device: 'sda', readBytesPerSecond: 10, writtenBytesPerSecond: 1 },
      { device: 'sdb', readBytesPerSecond: 20, writtenBytesPerSecond: 0 },
      { device: 'sdc', readBytesPerSecond: undefined, writtenBytesPerSecond: undefined },
    ]);
  });
});
