import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBufferPool } from '../../../lib/util/buffer-pool.ts';
import { directConnections } from '../../../lib/kubelet/kubelet-connection.ts';
import { scrapeKubelets } from '../../../lib/kubelet/scrape-kubelets.ts';
import type { KubeletScrape } from '../../../lib/kubelet/scrape-kubelet.ts';
import type { Outcome, Target } from '../../../lib/model/run.ts';
import { nodeFacts } from '../../setup/facts.ts';

describe('scrapeKubelets', () => {
  const waiting: ServerResponse[] = [];
  let inFlight = 0;
  let peakInFlight = 0;
  const server = createServer((_, response) => {
    peakInFlight = Math.max(peakInFlight, ++inFlight);
    waiting.push(response);
    response.on('close', () => inFlight--);
  });
  let targets: Target[] = [];

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    targets = Array.from({ length: 60 }, (_, index) => ({
      node: {
        name: `node-${index}`,
        isReady: true,
        addresses: [],
        kubeletPort: undefined,
        kubeletVersion: undefined,
        facts: nodeFacts(),
      },
      origin,
      pathPrefix: '',
      serverName: undefined,
    }));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const kubeletScrape: KubeletScrape = {
    openConnection: directConnections({
      secureContext: createSecureContext(),
      isInsecure: false,
      timeoutMs: 20_000,
      maxBodyBytes: 1000,
    }),
    sources: ['summary'],
    wantsPods: false,
    identity: { headers: () => ({}), renew: () => Promise.resolve(false) },
    timeoutMs: 20_000,
    maxBodyBytes: 1000,
    pool: openBufferPool(),
    now: Date.now,
  };
  const run = (
    outcomes: Outcome[],
    signal = new AbortController().signal,
    how: KubeletScrape = kubeletScrape,
    mayStart = () => Promise.resolve(),
  ) =>
    scrapeKubelets(targets, how, {
      concurrency: 30,
      signal,
      mayStart,
      loadExtra: ({ node }) => Promise.resolve(node.name),
      onWait: () => () => undefined,
      onOutcome: (outcome, extra) => {
        assert.equal(extra, outcome.target.node.name);
        outcomes.push(outcome);
      },
    });

  it('scrapes slow kubelets up to CONCURRENCY at a time, and never more', async () => {
    const outcomes: Outcome[] = [];
    peakInFlight = 0;
    const done = run(outcomes);
    const deadlineMs = Date.now() + 10_000;
    while (peakInFlight < 30 && Date.now() < deadlineMs) await sleep(5);
    await sleep(100);
    assert.equal(peakInFlight, 30);
    while (outcomes.length < targets.length) {
      waiting.splice(0).forEach((response) => response.end('{}'));
      await sleep(5);
    }
    await done;
    assert.equal(peakInFlight, 30);
    assert.ok(outcomes.every(({ ok }) => ok));
  });

  it('starts with ten scrapes, not with CONCURRENCY', async () => {
    const end = new AbortController();
    let dialled = 0;
    const counting: KubeletScrape = {
      ...kubeletScrape,
      openConnection: (target) => {
        dialled++;
        return kubeletScrape.openConnection(target);
      },
    };
    const outcomes: Outcome[] = [];
    const done = run(outcomes, end.signal, counting);
    // Before any timer and any socket has had its turn.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    assert.equal(dialled, 10);
    end.abort('enough');
    await done;
  });

  it('starts no scrape while the writer is full, and continues afterwards', async () => {
    let readyCalls = 0;
    let makeReady: () => void = () => undefined;
    const isReady = new Promise<void>((resolve) => (makeReady = resolve));
    const outcomes: Outcome[] = [];
    let dialled = 0;
    const counting: KubeletScrape = {
      ...kubeletScrape,
      openConnection: (target) => {
        dialled++;
        return kubeletScrape.openConnection(target);
      },
    };
    const end = new AbortController();
    const done = run(outcomes, end.signal, counting, () => (++readyCalls > 3 ? isReady : Promise.resolve()));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    assert.deepEqual([readyCalls, dialled], [30, 3]);
    makeReady();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    assert.equal(dialled, 10);
    end.abort('enough');
    await done;
  });

  it('reports the remaining targets as cut short when the signal aborts', async () => {
    const end = new AbortController();
    const outcomes: Outcome[] = [];
    waiting.length = 0;
    const done = run(outcomes, end.signal);
    while (waiting.length === 0) await sleep(5);
    end.abort('SIGTERM was received');
    await done;
    assert.equal(outcomes.length, targets.length);
    assert.ok(outcomes.every((outcome) => !outcome.ok && outcome.cause === 'cut_short'));
  });
});
