import assert from 'node:assert/strict';
import { it } from 'node:test';
import { repeatUntilAborted } from '../../../lib/util/repeat.ts';

it('a step is done again and again, until the signal ends: also while it waits', async () => {
  const end = new AbortController();
  let steps = 0;
  const done = repeatUntilAborted(end.signal, () => {
    steps++;
    if (steps === 3) setImmediate(() => end.abort());
    return Promise.resolve(steps < 3 ? 0 : 60_000);
  });
  await done;
  assert.equal(steps, 3);
});
