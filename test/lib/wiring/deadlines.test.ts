import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startDeadlines } from '../../../lib/wiring/deadlines.ts';

const never = new AbortController().signal;

describe('startTimeLimits', () => {
  it('an interruption ends the asking at once, and not the writing', () => {
    const interrupt = new AbortController();
    const limits = startDeadlines(
      { sweepTimeoutMs: 1e5, runTimeoutMs: 2e5 },
      { now: () => 5, interrupt: interrupt.signal, shortOfMemory: never },
    );
    assert.deepEqual([limits.startMs, limits.runDeadlineMs], [5, 200_005]);
    interrupt.abort('SIGTERM was received');
    assert.deepEqual([limits.sweep.reason, limits.run.aborted], ['SIGTERM was received', false]);
  });

  for (const [title, timeouts, reason] of [
    [
      'leaves a quarter of a short run to the writing',
      { sweepTimeoutMs: 1e5, runTimeoutMs: 200 },
      'three quarters of RUN_TIMEOUT_MS=200 was over',
    ],
    [
      'the sweep ends before the run',
      { sweepTimeoutMs: 20, runTimeoutMs: 1e5 },
      'SWEEP_TIMEOUT_MS=20 was over',
    ],
  ] as const)
    it(title, async () => {
      const limits = startDeadlines(timeouts, { now: Date.now, interrupt: never, shortOfMemory: never });
      const keepAlive = setTimeout(() => undefined, 10_000);
      await new Promise((resolve) => limits.sweep.addEventListener('abort', resolve));
      clearTimeout(keepAlive);
      assert.deepEqual([limits.sweep.reason, limits.run.aborted], [reason, false]);
    });
});
