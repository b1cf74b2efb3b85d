import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ttlCache } from '../../../lib/util/ttl-cache.ts';

function counted(fails = false) {
  let nowMs = 0;
  const loads: string[] = [];
  const ask = ttlCache(
    (key: string) => {
      loads.push(key);
      return fails ? Promise.reject(new Error(key)) : Promise.resolve(`${key}${loads.length}`);
    },
    { ttlMs: 100, failureTtlMs: 10, maxEntries: 2, elapsedMs: () => nowMs, keyOf: (key) => key },
  );
  return { ask, loads, at: (ms: number) => (nowMs = ms) };
}

describe('ttlCacheOfOne', () => {
  it('is loaded once for concurrent callers, and again after its TTL', async () => {
    const { ask, loads, at } = counted();
    assert.deepEqual(await Promise.all([ask('a'), ask('a'), ask('b')]), ['a1', 'a1', 'b2']);
    at(99);
    assert.equal(await ask('a'), 'a1');
    at(101);
    assert.equal(await ask('a'), 'a3');
    assert.deepEqual(loads, ['a', 'b', 'a']);
  });

  it('a failure is cached for a shorter time', async () => {
    const { ask, loads, at } = counted(true);
    await assert.rejects(Promise.all([ask('a'), ask('a')]));
    at(9);
    await assert.rejects(ask('a'));
    assert.equal(loads.length, 1);
    at(11);
    await assert.rejects(ask('a'));
    assert.equal(loads.length, 2);
  });

  it('is removed when its TTL is over, whichever key is requested', async () => {
    const { ask, loads, at } = counted();
    await ask('a');
    at(101);
    await ask('b');
    at(50);
    // Had it been kept, it would still have been good at this time.
    await ask('a');
    assert.deepEqual(loads, ['a', 'b', 'a']);
  });

  it('has keys of any length', async () => {
    const { ask, loads } = counted();
    await ask('x'.repeat(10_000));
    await ask(`${'x'.repeat(9_999)}y`);
    await ask('x'.repeat(10_000));
    assert.equal(loads.length, 2);
  });

  it('is no more than so many things: the oldest goes first', async () => {
    const { ask, loads } = counted();
    for (const key of ['a', 'b', 'c', 'b', 'a']) await ask(key);
    assert.deepEqual(loads, ['a', 'b', 'c', 'a']);
  });
});
