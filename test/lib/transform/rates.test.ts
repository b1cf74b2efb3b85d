import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { emptySample } from '../../../lib/model/empty-sample.ts';
import type { Count } from '../../../lib/util/count.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { type Previous, withRates } from '../../../lib/transform/rates.ts';

const identity = { node: 'node-a', namespace: 'n', pod: 'p' };
const at = (timeMs: number, cpu: Count | undefined, others: Partial<Sample> = {}): Sample => ({
  ...emptySample('pod', 'summary', identity),
  cpu: { timeMs, usageCoreNanoSeconds: cpu },
  ...others,
});
const before = (timeMs: number, cpu: Count | undefined): Previous => ({
  cpu: { timeMs, usageCoreNanoSeconds: cpu },
  memory: undefined,
  diskIo: [],
});
const rate = (sample: Sample, previous: Previous | undefined, capacity?: number) =>
  withRates(sample, previous, capacity).rates;

describe('cpu/usage_rate', () => {
  const minute = 60_000;
  for (const [title, sample, previous, expected] of [
    [
      'is the difference to the sample before, in millicores, cut to a whole number',
      at(minute, 90_090_000_000),
      before(0, 0),
      1501,
    ],
    ['is made from the true times of the samples', at(minute + 500, 60_500_000_000), before(0, 0), 1000],
    ['is 0 where nothing was used', at(minute, 5), before(0, 5), 0],
    ['is absent where there is no sample before', at(minute, 5), undefined, undefined],
    ['is absent where the counter fell', at(minute, 5), before(0, 6), undefined],
    [
      'is absent where the object started since',
      at(minute, 9e9, { startTimeMs: 30_000 }),
      before(0, 5),
      undefined,
    ],
    [
      'is there where the start time jitters but lies before the sample',
      at(minute, 60e9, { startTimeMs: -2_000 }),
      before(0, 0),
      1000,
    ],
    ['is absent where the sample is the same as before', at(minute, 5), before(minute, 5), undefined],
    ['is absent where the sample is older than the one before', at(0, 9), before(minute, 5), undefined],
    ['is absent over less than a second', at(minute + 1, 9e9), before(minute, 5), undefined],
    ['is exact beyond 2^53', at(minute, 2n ** 60n + 60_000_000n), before(0, 2n ** 60n), 1],
    ['is absent where the counter passed 2^53 downwards', at(minute, 5), before(0, 2n ** 60n), undefined],
    [
      'is absent where the counter jumped further than any machine counts',
      at(minute, 2n ** 64n - 1n),
      before(0, 0),
      undefined,
    ],
    [
      'is the kubelet’s own average where there is no sample before',
      at(minute, 5, { cpu: { timeMs: minute, usageNanoCores: 1_999_999 } }),
      undefined,
      1,
    ],
    [
      'is the kubelet’s own average where the counter fell',
      at(minute, 5, { cpu: { timeMs: minute, usageCoreNanoSeconds: 1, usageNanoCores: 7_000_000 } }),
      before(0, 5),
      7,
    ],
    [
      'is the difference between the two looks of one answer where there is no sample before',
      at(minute, 20e9, { earlier: at(minute - 10_000, 10e9) }),
      undefined,
      1000,
    ],
    [
      'is the difference to the sample before rather than that between the looks',
      at(minute, 60e9, { earlier: at(minute - 10_000, 60e9) }),
      before(0, 0),
      1000,
    ],
  ] as const)
    it(title, () => assert.equal(rate(sample, previous)?.cpuMillicores, expected));

  it('is absent where it is more than twice what the node has, and the average stands in', () => {
    const sample = at(minute, 600e9 * 60, {
      cpu: { timeMs: minute, usageCoreNanoSeconds: 600e9 * 60, usageNanoCores: 3e9 },
    });
    assert.equal(rate(sample, before(0, 0), 4000)?.cpuMillicores, 3000);
    assert.equal(rate(sample, before(0, 0), 400_000)?.cpuMillicores, 600_000);
  });
});

describe('the other rates', () => {
  const now: Sample = {
    ...at(0, undefined),
    memory: { timeMs: 60_000, pageFaults: 90, majorPageFaults: 6 },
    interfaces: [
      { name: 'eth0', isDefault: true, timeMs: 60_000, rxBytes: 600, txBytes: 300, rxErrors: 6, txErrors: 0 },
      { name: 'cni0', isDefault: false, timeMs: 60_000, rxBytes: 6_000_000 },
    ],
    diskIo: [{ device: 'sda', timeMs: 60_000, readBytes: 120, writtenBytes: 60 }],
  };
  const was: Previous = {
    cpu: undefined,
    memory: { timeMs: 0, pageFaults: 0, majorPageFaults: 0 },
    traffic: { timeMs: 0, rxBytes: 0, rxErrors: 0, txBytes: 0, txErrors: 0 },
    diskIo: [{ device: 'sda', timeMs: 0, readBytes: 0, writtenBytes: 0 }],
  };

  it('are per second and keep their fraction; network from the default interface of a summary', () =>
    assert.deepEqual(rate(now, was), {
      cpuMillicores: undefined,
      pageFaultsPerSecond: 1.5,
      majorPageFaultsPerSecond: 0.1,
      rxBytesPerSecond: 10,
      rxErrorsPerSecond: 0.1,
      txBytesPerSecond: 5,
      txErrorsPerSecond: 0,
      diskIo: [{ device: 'sda', readBytesPerSecond: 2, writtenBytesPerSecond: 1 }],
    }));

  it('of /stats/container/ count all interfaces together', () =>
    assert.equal(rate({ ...now, source: 'container' }, was)?.rxBytesPerSecond, 100_010));
});

describe('whatever counters do', () => {
  const count = fc.oneof(
    fc.nat(),
    fc.constantFrom<Count>(
      ...[0, 2 ** 53 - 1, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 18446744073709551449n],
    ),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  );
  const time = fc.integer({ min: 1, max: 10_000_000 });
  const sampleAt = fc.record({ timeMs: time, count: fc.option(count, { nil: undefined }) });

  it('no rate is negative, infinite, not a number, or larger than any machine reaches', () => {
    fc.assert(
      fc.property(
        sampleAt,
        fc.option(sampleAt, { nil: undefined }),
        fc.option(sampleAt, { nil: undefined }),
        fc.option(time, { nil: undefined }),
        fc.option(count, { nil: undefined }),
        (now, previous, earlier, startTimeMs, usageNanoCores) => {
          const all = (one: { timeMs: number; count: Count | undefined }, average?: Count): Sample => ({
            ...emptySample('pod', 'container', identity),
            startTimeMs,
            cpu: { timeMs: one.timeMs, usageCoreNanoSeconds: one.count, usageNanoCores: average },
            memory: { timeMs: one.timeMs, pageFaults: one.count, majorPageFaults: one.count },
            interfaces: [
              { name: 'a', isDefault: true, timeMs: one.timeMs, rxBytes: one.count, txErrors: one.count },
              { name: 'b', isDefault: true, timeMs: one.timeMs, rxBytes: one.count, txErrors: one.count },
            ],
            diskIo: [{ device: 'd', timeMs: one.timeMs, readBytes: one.count, writtenBytes: one.count }],
          });
          const traffic = previous && {
            timeMs: previous.timeMs,
            rxBytes: previous.count,
            rxErrors: undefined,
            txBytes: undefined,
            txErrors: previous.count,
          };
          const { diskIo, ...rates } = rate(
            { ...all(now, usageNanoCores), earlier: earlier && all(earlier) },
            previous && { ...all(previous), traffic },
          )!;
          const { readBytesPerSecond, writtenBytesPerSecond } = diskIo[0]!;
          const all_ = [...Object.values(rates), readBytesPerSecond, writtenBytesPerSecond] as (
            number | undefined
          )[];
          for (const value of all_)
            assert.ok(
              value === undefined || (Number.isFinite(value) && value >= 0 && value <= 1e15),
              String(value),
            );
        },
      ),
      { numRuns: 2000 },
    );
  });
});
