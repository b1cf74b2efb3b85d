import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitBudget } from '../../../lib/util/wait-budget.ts';

describe('waitBudget', () => {
  function budget(mostMs: number) {
    const clock = { ms: 0, spent: 0 };
    const wait = waitBudget(
      mostMs,
      () => clock.ms,
      () => clock.spent++,
    );
    return { clock, wait };
  }

  it('sums the waits of several callers, and calls back once', () => {
    const { clock, wait } = budget(1000);
    const ends = [wait(), wait(), wait()];
    clock.ms = 300;
    ends[0]?.();
    assert.equal(clock.spent, 0);
    clock.ms = 350;
    ends[1]?.();
    assert.equal(clock.spent, 1);
    clock.ms = 9000;
    ends[2]?.();
    assert.equal(clock.spent, 1);
  });

  it('counts no time while nothing waits', () => {
    const { clock, wait } = budget(1000);
    wait()();
    clock.ms = 50_000;
    wait()();
    assert.equal(clock.spent, 0);
  });

  it('calls back during a wait that never ends', async () => {
    let spent = 0;
    const wait = waitBudget(20, Date.now, () => spent++);
    wait();
    for (let tries = 0; spent === 0 && tries < 500; tries++) await sleep(10);
    assert.equal(spent, 1);
  });
});
