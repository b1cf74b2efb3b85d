import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { nodeFlags } from '../../k8s/node-flags.ts';
import { copyOfManifests, placeBundle } from '../setup/manifests.ts';
import { eventsOf, runHeapline, sources } from '../setup/run-heapline.ts';
import { scraper, startSimulator } from '../simulator/simulator.ts';

const copy = copyOfManifests({ isRecorded: true });
const loader = join(copy.folder, 'base/bundle/loader.cjs');
const simulator = await startSimulator({ nodes: 2, podsPerNode: 3 });
simulator.clock.freeze();
after(() => {
  simulator.close();
  copy.remove();
});

describe('the bundle, unpacked in memory', () => {
  const environment = {
    KUBECONFIG: simulator.kubeconfig(scraper),
    KUBELET_ACCESS: 'direct',
    // Sums are of this minute, whenever the second run starts.
    JOB_NAME: `heapline-${Math.floor(Date.now() / 60_000)}`,
  };
  const linesOf = async (started: string) => {
    const { code, stdout, stderr } = await runHeapline(['scrape'], environment, undefined, [started]);
    assert.equal(code, 0, stderr);
    return stdout.split('\n').filter((line) => !line.startsWith('heapline_'));
  };

  it('scrapes as the sources do', async () => {
    const lines = await linesOf(loader);
    assert.ok(lines.length > 20);
    assert.deepEqual(lines.sort(), (await linesOf(sources)).sort());
  });

  it('makes no code at run time', async () => {
    const { code, stderr } = await runHeapline(
      ['scrape'],
      { ...environment, NODE_OPTIONS: '--disallow-code-generation-from-strings' },
      undefined,
      [loader],
    );
    assert.equal(code, 0, stderr);
  });

  for (const [title, isRecorded, expected] of [
    ['uses V8’s record, and the log says so', true, 'used'],
    ['runs without a record, and the log says so', false, 'none'],
  ] as const)
    it(title, async () => {
      const placed = placeBundle(copy, join(copy.folder, expected), { isRecorded });
      const ran = await runHeapline(
        ['scrape', '--dry-run'],
        { ...environment, LOG_FORMAT: 'json' },
        undefined,
        [...nodeFlags, placed],
      );
      const finished = eventsOf(ran).find(({ event }) => event === 'finished');
      assert.equal(finished?.['v8Record'], expected);
    });

  it('has the same commands, and the same answer to a wrong one', async () => {
    for (const args of [['--help'], ['scrape', '--help'], ['scrape', '--nonsense']]) {
      const { code, stdout, stderr } = await runHeapline(args, {}, undefined, [loader]);
      const ofSources = await runHeapline(args, {}, undefined, [sources]);
      assert.deepEqual([code, stdout, stderr], [ofSources.code, ofSources.stdout, ofSources.stderr]);
    }
  });
});
