import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { startDeadlines } from '../../../lib/wiring/deadlines.ts';

const never = new AbortController().signal;
const start = (
  sweepTimeoutMs: number,
  runTimeoutMs: number,
  signals: { interrupt?: AbortSignal; shortOfMemory?: AbortSignal } = {},
) =>
  startDeadlines(
    { sweepTimeoutMs, runTimeoutMs },
    { now: () => 5, interrupt: never, shortOfMemory: never, ...signals },
  );

describe('the deadlines of a run', () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  });

  for (const [title, sweepMs, runMs, scrapingMs, reason] of [
    ['scraping ends with its own timeout', 35_000, 48_000, 35_000, 'SWEEP_TIMEOUT_MS=35000 was over'],
    [
      'scraping leaves a quarter of the run to writing',
      40_000,
      48_000,
      36_000,
      'three quarters of RUN_TIMEOUT_MS=48000 was over',
    ],
  ] as const)
    it(title, () => {
      const limits = start(sweepMs, runMs);
      mock.timers.tick(scrapingMs - 1);
      assert.equal(limits.sweep.aborted, false);
      mock.timers.tick(1);
      assert.deepEqual([limits.sweep.reason, limits.run.aborted], [reason, false]);
      mock.timers.tick(runMs - scrapingMs);
      assert.equal(limits.run.reason, `RUN_TIMEOUT_MS=${runMs} was over`);
    });

  it('discovery has two fifths of the time for scraping: for retries, and for the list of pods', () => {
    const limits = start(35_000, 48_000);
    assert.deepEqual([limits.startMs, limits.runDeadlineMs, limits.discoveryUntilMs], [5, 48_005, 14_005]);
    mock.timers.tick(13_999);
    assert.equal(limits.optionalReads.aborted, false);
    mock.timers.tick(1);
    assert.match(String(limits.optionalReads.reason), /two fifths of SWEEP_TIMEOUT_MS=35000 were over/);
    assert.equal(limits.sweep.aborted, false);
  });

  it('a shutdown ends scraping at once, and writing after 20 s', () => {
    const interrupt = new AbortController();
    const limits = start(100_000, 200_000, { interrupt: interrupt.signal });
    interrupt.abort('SIGTERM was received');
    assert.deepEqual([limits.sweep.reason, limits.run.aborted], ['SIGTERM was received', false]);
    mock.timers.tick(19_999);
    assert.equal(limits.run.aborted, false);
    mock.timers.tick(1);
    assert.equal(limits.run.reason, 'SIGTERM was received');
  });

  it('a full heap ends scraping, and not writing', () => {
    const shortOfMemory = new AbortController();
    const limits = start(100_000, 200_000, { shortOfMemory: shortOfMemory.signal });
    shortOfMemory.abort('the heap is full');
    assert.deepEqual([limits.sweep.reason, limits.run.aborted], ['the heap is full', false]);
  });
});
