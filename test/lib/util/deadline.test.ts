import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { deadlineWithin } from '../../../lib/util/deadline.ts';

describe('deadlineWithin', () => {
  const never = new AbortController().signal;

  it('ends when its time is over, as a timeout', async () => {
    const { signal } = deadlineWithin(never, 5);
    assert.ok(!signal.aborted);
    await sleep(50);
    assert.equal((signal.reason as Error).name, 'TimeoutError');
  });

  it('ends with the one around it, for its reason', () => {
    const outer = new AbortController();
    const { signal } = deadlineWithin(outer.signal, 60_000);
    outer.abort('SIGTERM was received');
    assert.equal(signal.reason, 'SIGTERM was received');
    assert.equal(deadlineWithin(outer.signal, 60_000).signal.reason, 'SIGTERM was received');
  });

  it('does not end any more when it is over', async () => {
    const outer = new AbortController();
    const { signal, clear } = deadlineWithin(outer.signal, 5);
    clear();
    outer.abort();
    await sleep(50);
    assert.ok(!signal.aborted);
  });
});
