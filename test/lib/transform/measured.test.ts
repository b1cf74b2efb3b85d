import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podUsages, measuredNodes, newestMeasured } from '../../../lib/transform/measured.ts';
import type { StoredPoint, RecentPoints } from '../../../lib/model/stored-points.ts';

const nowMs = 1_000_000_000_000;

function storedPoint(secondsAgo: number, cpuSeconds: number, more: Partial<StoredPoint> = {}): StoredPoint {
  const timeMs = nowMs - secondsAgo * 1000;
  return { pointMs: timeMs, timeMs, usageCoreNanoSeconds: cpuSeconds * 1e9, workingSetBytes: 1000, ...more };
}

const node = (last: StoredPoint, previous?: StoredPoint): RecentPoints => ({ node: 'n', last, previous });
const container = (name: string, last: StoredPoint, previous?: StoredPoint, of = 'n'): RecentPoints => ({
  node: of,
  namespace: 'ns',
  pod: 'p',
  container: name,
  last,
  previous,
});

describe('a node', () => {
  for (const [title, recent, cores] of [
    ['uses what its counter grew by', node(storedPoint(0, 130), storedPoint(60, 100)), 0.5],
    ['that was seen once is left out', node(storedPoint(0, 130)), undefined],
    ['whose counter fell is left out', node(storedPoint(0, 30), storedPoint(60, 100)), undefined],
    [
      'without memory is left out',
      node(storedPoint(0, 130, { workingSetBytes: undefined }), storedPoint(60, 100)),
      undefined,
    ],
    [
      'whose kubelet says 0 is left out',
      node(storedPoint(0, 130, { workingSetBytes: 0 }), storedPoint(60, 100)),
      undefined,
    ],
    ['whose counter is 0 is left out', node(storedPoint(0, 0), storedPoint(60, 0)), undefined],
    ['that used nothing meanwhile used nothing', node(storedPoint(0, 100), storedPoint(60, 100)), 0],
    [
      'that started since is left out',
      node(storedPoint(0, 130, { startTimeMs: nowMs - 30_000 }), storedPoint(60, 100)),
      undefined,
    ],
    [
      'beyond what a double holds',
      node(
        { ...storedPoint(0, 0), usageCoreNanoSeconds: 2n ** 62n + 30_000_000_000n },
        { ...storedPoint(60, 0), usageCoreNanoSeconds: 2n ** 62n },
      ),
      0.5,
    ],
  ] as const)
    it(title, () => {
      const [found] = measuredNodes([recent]);
      assert.equal(found && found.parts[0].usage.nanoCores / 1e9, cores);
    });

  it('has the time and window of its two newest points', () => {
    const [found] = measuredNodes([node(storedPoint(5, 130), storedPoint(65.5, 100))]);
    assert.deepEqual(
      [found?.parts[0].usage.timestampMs, found?.parts[0].usage.windowMs],
      [nowMs - 5000, 60_500],
    );
  });
});

describe('a pod', () => {
  const good = [storedPoint(0, 130), storedPoint(60, 100)] as const;
  const fell = [storedPoint(2, 5), storedPoint(62, 100)] as const;
  const old = [storedPoint(180, 130), storedPoint(240, 100)] as const;
  const fresh = [storedPoint(1, 1)] as const;
  for (const [title, recents, containers] of [
    ['has its containers, by name', [container('b', ...good), container('a', ...good)], ['a', 'b']],
    [
      'with a container that was seen once is left out as a whole',
      [container('a', ...good), container('b', ...fresh)],
      undefined,
    ],
    [
      'with a container that tells no memory is left out as a whole',
      [
        container('a', ...good),
        container('b', storedPoint(0, 130, { workingSetBytes: undefined }), storedPoint(60, 1)),
      ],
      undefined,
    ],
    [
      'with a container whose counter fell has the others',
      [container('a', ...good), container('b', ...fell)],
      ['a'],
    ],
    ['with nothing but such containers is left out', [container('b', ...fell)], undefined],
    [
      'has no container that ended before the newest scrape',
      [container('a', ...good), container('init', ...old)],
      ['a'],
    ],
    ['that ended once, and had one container, is still what is known', [container('init', ...old)], ['init']],
  ] as const)
    it(title, () => {
      const [found] = newestMeasured([podUsages(recents)]);
      assert.deepEqual(
        found?.parts.map(({ name }) => name),
        containers,
      );
    });

  it('that moved is what it is on its newest node, also where that is not known yet', () => {
    const previous = container('a', ...old, 'old');
    assert.deepEqual(newestMeasured([podUsages([container('a', ...fresh), previous])]), []);
    assert.deepEqual(newestMeasured([podUsages([previous]), podUsages([container('a', ...fresh)])]), []);
    const [found] = newestMeasured([podUsages([previous]), podUsages([container('a', ...good)])]);
    assert.equal(found?.newestMs, nowMs);
  });

  it('comes in the order of namespace and name', () => {
    const named = (namespace: string, pod: string) => ({ ...container('a', ...good), namespace, pod });
    const all = [named('b', 'a'), named('a', 'b'), named('a', 'a-b'), named('a', 'a')];
    assert.deepEqual(
      newestMeasured([podUsages(all)]).map(({ namespace, name }) => `${namespace ?? ''}/${name}`),
      ['a/a', 'a/a-b', 'a/b', 'b/a'],
    );
  });
});
