import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';

const module = new URL('../../functions/heap-watch.ts', import.meta.url).href;

/** Fills memory step by step, and says why it stopped. */
const filler = `
  import { setImmediate } from 'node:timers/promises';
  import { watchHeap } from '${module}';
  const signal = watchHeap();
  const kept = [];
  const passing = [];
  const text = JSON.stringify(Array.from({ length: 5000 }, (_, index) => ({ index })));
  while (!signal.aborted && kept.length < STEPS) {
    kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
    passing.push(JSON.parse(text));
    if (passing.length > 8) passing.length = 0;
    await setImmediate();
  }
  console.log(signal.reason ?? 'enough');
`;

it('reports that the heap is nearly full, in time and not too early', () => {
  const run = (steps: number) =>
    spawnSync(
      process.execPath,
      [
        '--max-old-space-size=100',
        '--max-semi-space-size=1',
        '--input-type=module',
        '-e',
        filler.replace('STEPS', String(steps)),
      ],
      { encoding: 'utf8', timeout: 120_000 },
    );
  assert.equal(run(50).stdout.trim(), 'enough');
  const full = run(1_000_000);
  assert.match(full.stdout, /^the heap was full: \d+ of \d+ MiB/, full.stderr.slice(0, 500));
});
