import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addCounts, addNumbers } from '../../lib/count.ts';
import { growthPerSecond } from '../../lib/growth.ts';
import { inChunks } from '../../lib/in-chunks.ts';
import { runMinuteMs } from '../../lib/run-minute.ts';
import { trafficOf } from '../../lib/traffic.ts';

describe('growthPerSecond', () => {
  for (const [later, earlier, expected] of [
    [[2000, 10], [0, 4], 3],
    [[1000, 2n ** 62n + 5n], [0, 2n ** 62n], 5],
    [[1000, 5], [0, 2n ** 62n], undefined],
    [[1000, 5], [1000, 4], undefined],
    [[1000, 5], [1, 4], undefined],
    [[1000, 2n ** 63n], [0, 0], undefined],
    [[undefined, 5], [0, 4], undefined],
    [[1000, undefined], [0, 4], undefined],
  ] as const)
    it(`from ${String(earlier)} to ${String(later)}: ${String(expected)}`, () =>
      assert.equal(
        growthPerSecond({ timeMs: later[0], count: later[1] }, { timeMs: earlier[0], count: earlier[1] }),
        expected,
      ));
});

describe('counts', () => {
  for (const [one, other, sum] of [
    [undefined, undefined, undefined],
    [undefined, 3, 3],
    [3, undefined, 3],
    [1, 2, 3],
    [2 ** 53 - 1, 1, 2n ** 53n],
    [2n ** 63n, 2n ** 63n, 2n ** 64n],
  ] as const)
    it(`${String(one)} and ${String(other)} are ${String(sum)}`, () =>
      assert.equal(addCounts(one, other), sum));

  it('the sum of unknown numbers is unknown', () => {
    assert.equal(addNumbers(undefined, undefined), undefined);
    assert.equal(addNumbers(undefined, 0.5), 0.5);
  });
});

describe('runMinuteMs', () => {
  const minutes = 29_758_000;
  const minuteMs = minutes * 60_000;
  for (const [title, job, startMs, expected] of [
    ['is the scheduled one that ends the Job’s name', `heapline-${minutes}`, minuteMs + 75_000, minuteMs],
    ['is the start rounded down where there is no Job', undefined, minuteMs + 59_999, minuteMs],
    ['is the start rounded down for a Job made by hand', 'heapline-manual', minuteMs + 1, minuteMs],
    [
      'is the start rounded down where the name only looks like a minute',
      'heapline-20260101',
      minuteMs + 1,
      minuteMs,
    ],
    ['is the scheduled one where this clock is behind', `heapline-${minutes}`, minuteMs - 2000, minuteMs],
    ['is never far in the future', `heapline-${minutes + 5}`, minuteMs + 1, minuteMs],
  ] as const)
    it(title, () => assert.equal(runMinuteMs(job, startMs), expected));
});

describe('trafficOf', () => {
  const interfaces = [
    { name: 'eth0', isDefault: true, timeMs: 7, rxBytes: 1, txBytes: 2 },
    { name: 'cni0', isDefault: false, timeMs: 7, rxBytes: 10, rxErrors: 3 },
  ];
  for (const [source, which, expected] of [
    [
      'summary',
      'the default interface',
      { timeMs: 7, rxBytes: 1, rxErrors: undefined, txBytes: 2, txErrors: undefined },
    ],
    [
      'container',
      'all interfaces together',
      { timeMs: 7, rxBytes: 11, rxErrors: 3, txBytes: 2, txErrors: undefined },
    ],
  ] as const)
    it(`of ${source} is that of ${which}`, () =>
      assert.deepEqual(trafficOf({ interfaces }, source), expected));

  it('of an object without interfaces is absent', () =>
    assert.equal(trafficOf({ interfaces: [] }, 'summary'), undefined));
});

describe('inChunks', () => {
  it('asks once for each chunk, whatever the order, and lets go of what every member has had', async () => {
    const asked: (readonly number[])[] = [];
    const things = [1, 2, 3, 4, 5];
    const load = inChunks(things, 2, (chunk) => {
      asked.push(chunk);
      return Promise.resolve(`chunk of ${chunk.join()}`);
    });
    const answers = await Promise.all([5, 1, 4, 2, 3].map((thing) => load(thing)));
    assert.deepEqual(answers, ['chunk of 5', 'chunk of 1,2', 'chunk of 3,4', 'chunk of 1,2', 'chunk of 3,4']);
    assert.equal(asked.length, 3);
    assert.equal(await load(9), undefined);
  });
});
