import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rateSince } from '../../../lib/transform/rate-since.ts';

describe('rateSince', () => {
  const now = { timeMs: 60_000, count: 900 };
  const minuteAgo = { timeMs: 0, count: 300 };
  const tenSecondsAgo = { timeMs: 50_000, count: 700 };
  const fallen = { timeMs: 0, count: 1000 };
  for (const [title, startTimeMs, looks, expected] of [
    ['takes the best look', undefined, [minuteAgo, tenSecondsAgo], 10],
    ['takes the next where there is none', undefined, [undefined, tenSecondsAgo], 20],
    ['takes the next where the counter fell', undefined, [fallen, tenSecondsAgo], 20],
    ['takes the next where the object started since', 30_000, [minuteAgo, tenSecondsAgo], 20],
    ['takes one from the very time of the start', 50_000, [tenSecondsAgo], 20],
    ['is absent where no look can be compared', 55_000, [minuteAgo, tenSecondsAgo], undefined],
  ] as const)
    it(title, () => assert.equal(rateSince(startTimeMs)(now, looks, 'count'), expected));

  it('is absent where there is nothing now', () =>
    assert.equal(rateSince(undefined)(undefined, [minuteAgo], 'count'), undefined));
});
