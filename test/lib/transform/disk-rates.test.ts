import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diskRates } from '../../../lib/transform/disk-rates.ts';
import { rateSince } from '../../../lib/transform/rate-since.ts';

describe('diskRates', () => {
  it('compares each device with itself, in the best earlier sample that has it', () => {
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
    assert.deepEqual(diskRates(now, [best, undefined, next], rateSince(undefined)), [
      { device: 'sda', readBytesPerSecond: 10, writtenBytesPerSecond: 1 },
      { device: 'sdb', readBytesPerSecond: 20, writtenBytesPerSecond: 0 },
      { device: 'sdc', readBytesPerSecond: undefined, writtenBytesPerSecond: undefined },
    ]);
  });
});
