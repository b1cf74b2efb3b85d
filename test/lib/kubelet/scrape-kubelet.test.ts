import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { directConnections } from '../../../lib/kubelet/kubelet-connection.ts';
import { sourceOrder } from '../../../lib/kubelet/endpoints.ts';
import { scrapeKubelets } from '../../../lib/kubelet/scrape-kubelets.ts';
import { type KubeletScrape, scrapeKubelet } from '../../../lib/kubelet/scrape-kubelet.ts';
import type { Source } from '../../../lib/model/sample.ts';
import { openBufferPool } from '../../../lib/util/buffer-pool.ts';
import type { Target } from '../../../lib/model/run.ts';
import { freePort } from '../../setup/processes.ts';
import { authority } from '../../simulator/certificates.ts';
import type { Fault } from '../../simulator/faults.ts';
import { listen } from '../../simulator/listen.ts';
import { nobody, readerOfAll, scraper, type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { nodeFacts } from '../../setup/facts.ts';

const never = new AbortController().signal;

describe('scrapeKubelet', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ nodes: 1, podsPerNode: 3 });
  });
  after(() => simulator.close());

  const target = (origin = `https://127.0.10.1:${simulator.kubeletPort}`, serverName?: string): Target => ({
    node: {
      name: 'node-1',
      isReady: true,
      addresses: [{ type: 'InternalIP', address: '127.0.10.1' }],
      kubeletPort: simulator.kubeletPort,
      kubeletVersion: undefined,
      facts: nodeFacts(),
    },
    origin,
    pathPrefix: '',
    serverName,
  });
  const kubeletScrape = (
    others: {
      token?: string;
      ca?: string;
      isInsecure?: boolean;
      timeoutMs?: number;
      source?: 'auto' | Source;
      wantsPods?: boolean;
    } = {},
  ): KubeletScrape => {
    const {
      token = scraper.token,
      ca = simulator.authority.cert,
      isInsecure = false,
      timeoutMs = 1000,
      source = 'auto',
      wantsPods = false,
    } = others;
    const maxBodyBytes = 2 ** 20;
    return {
      openConnection: directConnections({
        secureContext: createSecureContext({ ca }),
        isInsecure,
        timeoutMs,
        maxBodyBytes,
      }),
      wantsPods,
      sources: sourceOrder(source),
      identity: {
        headers: () => ({ Authorization: `Bearer ${token}` }),
        renew: () => Promise.resolve(false),
      },
      timeoutMs,
      maxBodyBytes,
      pool: openBufferPool(),
      now: Date.now,
    };
  };
  const causeOf = async (to: Target, by: KubeletScrape) => {
    const outcome = await scrapeKubelet(to, by, never);
    return outcome.ok ? `ok from ${outcome.source}` : outcome.cause;
  };

  it('brings a body, and says from where', async () => {
    const outcome = await scrapeKubelet(target(), kubeletScrape(), never);
    assert.ok(outcome.ok);
    assert.equal(outcome.source, 'summary');
    assert.equal(Buffer.byteLength(outcome.body), outcome.bodyBytes);
  });

  for (const [fault, cause] of [
    ['hang', 'timeout'],
    ['hang-in-body', 'timeout'],
    ['reset', 'reset'],
    ['cut-in-body', 'truncated'],
    ['drip', 'timeout'],
    ['rate-limited', 'rate_limited'],
    ['two-gibibytes', 'too_large'],
    ['redirect', 'redirect'],
    ['server-error', 'server_error'],
    ['not-found', 'not_found'],
    ['oversized', 'too_large'],
  ] as const satisfies readonly (readonly [Fault, string])[])
    it(`a kubelet with the fault ${fault}: ${cause}`, async () => {
      simulator.set('node-1', { fault });
      assert.equal(
        await causeOf(
          target(),
          kubeletScrape({ timeoutMs: /hang|drip/.test(fault) ? 500 : 10_000, source: 'summary' }),
        ),
        cause,
      );
      simulator.set('node-1', {});
    });

  for (const [endpoints, found] of [
    [['summary', 'container', 'resource'], 'ok from summary'],
    [['container', 'resource'], 'ok from container'],
    [['resource'], 'ok from resource'],
    [[], 'not_found'],
  ] as const)
    it(`auto, at a kubelet that has ${endpoints.join(', ') || 'no endpoint'}: ${found}`, async () => {
      simulator.set('node-1', { endpoints });
      const outcome = await causeOf(target(), kubeletScrape({ token: readerOfAll.token }));
      simulator.set('node-1', {});
      assert.equal(outcome, found);
    });

  it('auto falls back after a 404 and never after a 403: the missing rule is reported', async () => {
    simulator.set('node-1', { endpoints: ['container', 'resource'] });
    const outcome = await scrapeKubelet(target(), kubeletScrape(), never);
    simulator.set('node-1', {});
    assert.ok(!outcome.ok);
    assert.equal(outcome.cause, 'forbidden');
    assert.match(outcome.detail, /verb=create, resource=nodes, subresource/);
  });

  for (const source of ['summary', 'container', 'resource'] as const)
    it(`KUBELET_SOURCE=${source} asks for nothing else`, async () => {
      const others = (['summary', 'container', 'resource'] as const).filter((one) => one !== source);
      simulator.set('node-1', { endpoints: others });
      const outcome = await causeOf(target(), kubeletScrape({ token: readerOfAll.token, source }));
      simulator.set('node-1', {});
      assert.equal(outcome, 'not_found');
    });

  it('gives the kubelet’s own list of pods where PODS_FROM=kubelet', async () => {
    const outcome = await scrapeKubelet(
      target(),
      kubeletScrape({ token: readerOfAll.token, wantsPods: true }),
      never,
    );
    assert.ok(outcome.ok && outcome.pods?.ok);
    assert.match(outcome.pods.body.toString(), /"kind":"PodList"/);
  });

  it('numbers stay valid without the list of pods, and the reason is kept', async () => {
    const outcome = await scrapeKubelet(target(), kubeletScrape({ wantsPods: true }), never);
    assert.ok(outcome.ok && outcome.pods && !outcome.pods.ok);
    assert.equal(outcome.pods.cause, 'forbidden');
  });

  it('an unknown user is unauthorized, a user without permission is forbidden', async () => {
    assert.equal(await causeOf(target(), kubeletScrape({ token: 'wrong' })), 'unauthorized');
    assert.equal(await causeOf(target(), kubeletScrape({ token: nobody.token })), 'forbidden');
  });

  it('retries once with a rotated token', async () => {
    let token = 'old';
    const identity = {
      headers: () => ({ Authorization: `Bearer ${token}` }),
      renew: () => {
        const isNew = token !== scraper.token;
        token = scraper.token;
        return Promise.resolve(isNew);
      },
    };
    assert.equal(await causeOf(target(), { ...kubeletScrape(), identity }), 'ok from summary');
  });

  it('a certificate of another authority is untrusted, unless that is insecure on purpose', async () => {
    const ca = (await authority('another')).cert;
    assert.equal(await causeOf(target(), kubeletScrape({ ca })), 'tls_untrusted');
    assert.equal(await causeOf(target(), kubeletScrape({ ca, isInsecure: true })), 'ok from summary');
  });

  it('verifies the dialled address, or the node’s name with KUBELET_TLS=verify-name', async () => {
    const keyPair = await simulator.authority.sign('kubelet', ['node-1']);
    const server = await listen('127.0.0.1', 0, { keyPair, clientAuthority: '' }, (_, response) =>
      response.end('{}'),
    );
    const origin = `https://127.0.0.1:${server.port}`;
    assert.equal(await causeOf(target(origin), kubeletScrape()), 'tls_name');
    assert.equal(await causeOf(target(origin, 'node-1'), kubeletScrape()), 'ok from summary');
    assert.equal(await causeOf(target(origin, 'node-2'), kubeletScrape()), 'tls_name');
    server.close();
  });

  it('says of an old certificate that it is expired', async () => {
    const keyPair = await simulator.authority.sign('kubelet', ['127.0.0.1'], -1);
    const server = await listen('127.0.0.1', 0, { keyPair, clientAuthority: '' }, (_, response) =>
      response.end(),
    );
    assert.equal(await causeOf(target(`https://127.0.0.1:${server.port}`), kubeletScrape()), 'tls_expired');
    server.close();
  });

  for (const origin of ['https://10.0.0.999:10250', 'https://10.0.0.1:99999', 'https://[fe80::1%eth0]:10250'])
    it(`${origin} costs that node alone: no_address`, async () =>
      assert.equal(await causeOf(target(origin), kubeletScrape()), 'no_address'));

  it('reaches a kubelet by IPv6', async () => {
    const keyPair = await simulator.authority.sign('kubelet', ['::1']);
    const server = await listen('::1', 0, { keyPair, clientAuthority: '' }, (_, response) =>
      response.end('{}'),
    );
    assert.equal(await causeOf(target(`https://[::1]:${server.port}`), kubeletScrape()), 'ok from summary');
    server.close();
  });

  it('distinguishes a plain server, a closed port, an unknown name and no address', async () => {
    const plain = await listen('127.0.0.1', 0, undefined, (_, response) => response.end());
    assert.equal(await causeOf(target(`https://127.0.0.1:${plain.port}`), kubeletScrape()), 'tls_protocol');
    plain.close();
    assert.equal(await causeOf(target(`https://127.0.0.1:${await freePort()}`), kubeletScrape()), 'refused');
    assert.equal(await causeOf({ ...target(), origin: undefined }, kubeletScrape()), 'no_address');
    assert.equal(
      await causeOf(target('https://nowhere.invalid:10250'), kubeletScrape({ timeoutMs: 10_000 })),
      'dns',
    );
  });

  it('a sweep that is stopped hands on every node that has not answered as cut short', async () => {
    simulator.set('node-1', { fault: 'hang' });
    const stop = new AbortController();
    const causes: string[] = [];
    setTimeout(() => stop.abort('enough'), 100);
    await scrapeKubelets([target(), target(), target()], kubeletScrape({ timeoutMs: 10_000 }), {
      concurrency: 2,
      signal: stop.signal,
      mayStart: () => Promise.resolve(),
      loadExtra: () => Promise.resolve(),
      onWait: () => () => undefined,
      onOutcome: (outcome) => causes.push(outcome.ok ? 'ok' : outcome.cause),
    });
    simulator.set('node-1', {});
    assert.deepEqual(causes, ['cut_short', 'cut_short', 'cut_short']);
  });
});
