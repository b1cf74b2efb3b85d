import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runMinuteMs } from '../../../lib/util/run-minute.ts';

describe('runMinuteMs', () => {
  const minutes = 29_758_000;
  const minuteMs = minutes * 60_000;
  for (const [title, job, startMs, expected] of [
    ['is the scheduled one that ends the Job’s name', `heapline-${minutes}`, minuteMs + 75_000, minuteMs],
    [
      'is the scheduled one of a Job that is named after its second',
      `heapline-${minutes * 60 + 7}`,
      minuteMs + 75_000,
      minuteMs,
    ],
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
