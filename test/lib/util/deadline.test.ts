import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { deadlineWithin } from '../../../lib/util/deadline.ts';

describe('deadlineWithin', () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  const never = new AbortController().signal;

  it('ends when its time is over, as a timeout', () => {
    const { signal } = deadlineWithin(never, 5);
    mock.timers.tick(4);
    assert.ok(!signal.aborted);
    mock.timers.tick(1);
    assert.equal((signal.reason as Error).name, 'TimeoutError');
  });

  it('ends with the one around it, for its reason', () => {
    const outer = new AbortController();
    const { signal } = deadlineWithin(outer.signal, 60_000);
    outer.abort('SIGTERM was received');
    assert.equal(signal.reason, 'SIGTERM was received');
    assert.equal(deadlineWithin(outer.signal, 60_000).signal.reason, 'SIGTERM was received');
  });

  it('does not end any more when it is over', () => {
    const outer = new AbortController();
    const { signal, clear } = deadlineWithin(outer.signal, 5);
    clear();
    outer.abort();
    mock.timers.tick(5);
    assert.ok(!signal.aborted);
  });
});
