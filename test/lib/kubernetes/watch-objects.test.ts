import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { watchObjects, watchedNodes, watchedPods } from '../../../lib/kubernetes/watch-objects.ts';
import type { AppError } from '../../../lib/errors/app-error.ts';
import { connectBy } from '../../setup/connection.ts';
import { until } from '../../setup/metrics-api.ts';
import { simulatorClock } from '../../simulator/clock.ts';
import { metricsServer, nobody, type Simulator, startSimulator } from '../../simulator/simulator.ts';

describe('watchObjects', () => {
  const clock = simulatorClock();
  const end = new AbortController();
  let simulator: Simulator;
  const options = (onError: (error: AppError) => void = () => undefined) => ({
    signal: end.signal,
    now: Date.now,
    random: Math.random,
    onError,
    onRecovered: () => undefined,
  });

  before(async () => {
    clock.freeze();
    simulator = await startSimulator({ nodes: 3, podsPerNode: 10, clock, mostOfPage: 7 });
  });
  after(() => {
    end.abort();
    simulator.close();
  });

  it('is every running pod, with its labels, from all pages; what comes and goes is followed', async () => {
    const connection = await connectBy(simulator.kubeconfig(metricsServer));
    const live = watchObjects(connection, watchedPods, options());
    assert.equal(live.current(), undefined);
    await until(() => Promise.resolve(live.current() !== undefined));
    const pods = live.current()!;
    assert.equal(pods.size, 30);
    assert.deepEqual(pods.get('data/db-0'), { app: 'db' });
    await until(() => Promise.resolve(simulator.watching() > 0));
    const [job] = [...pods.keys()].filter((key) => key.startsWith('batch/'));
    clock.advance(300_000);
    await until(() => Promise.resolve(!pods.has(job!) && pods.size === 30));
    simulator.endWatches();
    await connection.close();
  });

  it('stays known while the API server is away, and is listed anew afterwards', async () => {
    const troubles: string[] = [];
    const connection = await connectBy(simulator.kubeconfig(metricsServer));
    const live = watchObjects(
      connection,
      watchedNodes,
      options(({ code }) => troubles.push(code)),
    );
    await until(() => Promise.resolve(live.current()?.size === 3));
    await until(() => Promise.resolve(simulator.watching() > 0));
    simulator.failApi({ kind: 'status', status: 500, times: 2 });
    simulator.endWatches();
    await until(() => Promise.resolve(troubles.length === 1));
    assert.equal(live.current()?.size, 3);
    await until(() => Promise.resolve(simulator.watching() > 0));
    simulator.set('node-3', { isGone: true });
    await until(() => Promise.resolve(live.current()?.size === 2));
    simulator.set('node-3', {});
    simulator.endWatches();
    await connection.close();
  });

  it('a list that is too old to be watched is listed anew', async () => {
    const connection = await connectBy(simulator.kubeconfig(metricsServer));
    const live = watchObjects(connection, watchedNodes, options());
    await until(() => Promise.resolve(live.current() !== undefined));
    const first = live.current();
    await until(() => Promise.resolve(simulator.watching() > 0));
    simulator.endWatches('410');
    await until(() => Promise.resolve(live.current() !== first));
    assert.equal(live.current()?.size, 3);
    await connection.close();
  });

  for (const [title, line] of [
    ['a watch that ends at once leads to a new list after a backoff of 1 s', ''],
    [
      'a watch that says 410 leads to a new list after a backoff of 1 s',
      '{"type":"ERROR","object":{"code":410}}\n',
    ],
    ['a watch that is answered with 410 leads to a new list after a backoff of 1 s', undefined],
  ] as const)
    it(title, async () => {
      const connection = await connectBy(simulator.kubeconfig(metricsServer));
      const stop = new AbortController();
      const listTimesMs: number[] = [];
      const gone = { ok: false, cause: 'gone', detail: '', status: 410, retryAfterMs: undefined } as const;
      const brokenWatches = {
        ...connection,
        request: (...args: Parameters<typeof connection.request>) => {
          listTimesMs.push(performance.now());
          return connection.request(...args);
        },
        stream: () =>
          Promise.resolve(
            line === undefined ? gone : ({ ok: true, body: Readable.from([Buffer.from(line)]) } as const),
          ),
      };
      watchObjects(brokenWatches, watchedNodes, { ...options(), random: () => 0, signal: stop.signal });
      await until(() => Promise.resolve(listTimesMs.length === 2));
      stop.abort();
      const [first, second] = listTimesMs;
      assert.ok(second! - first! > 990, `${Math.round(second! - first!)} ms`);
      await connection.close();
    });

  it('without the right it says which', async () => {
    const connection = await connectBy(simulator.kubeconfig(nobody));
    const live = watchObjects(connection, watchedPods, options());
    await until(() => Promise.resolve(live.lastError() !== undefined));
    assert.equal(live.lastError()?.code, 'api_forbidden');
    assert.match(live.lastError()!.remedy, /resources: \["pods"\], verbs: \["list"\]/);
    assert.equal(live.current(), undefined);
    await connection.close();
  });
});
