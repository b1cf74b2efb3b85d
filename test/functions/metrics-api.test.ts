import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startInfluxDb } from '../setup/influxdb.ts';
import { type Served, serverName, startListening, startMetricsApi, until } from '../setup/metrics-api.ts';
import type { Part } from '../setup/processes.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { scrapeInto } from '../setup/scrape-into.ts';
import { authority, type KeyPair } from '../simulator/certificates.ts';
import { simulatorClock } from '../simulator/clock.ts';
import {
  metricsServer,
  nobody,
  scraper,
  type Simulator,
  startSimulator,
  viewer,
} from '../simulator/simulator.ts';

const nodesPath = '/apis/metrics.k8s.io/v1beta1/nodes';
const aggregated = (version: string) =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;

describe('heapline metrics-api', () => {
  let simulator: Simulator;
  let influx: Part;
  let counting: Counting;
  let served: Served;

  before(async () => {
    influx = await startInfluxDb();
    counting = await startCounting(influx.url);
    const clock = simulatorClock(-60_000);
    simulator = await startSimulator({ nodes: 3, podsPerNode: 10, clock });
    for (const advanceMs of [60_000, 0]) {
      const ran = await scrapeInto(influx.url, 'k8s', simulator.kubeconfig(scraper), {});
      assert.equal(ran.code, 0, ran.stderr);
      clock.advance(advanceMs);
    }
    served = await startMetricsApi(simulator, counting.url, { CACHE_MS: '400' });
  });

  after(async () => {
    const { code, stderr } = await served.stop();
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /-token|bug|MaxListeners/);
    simulator.close();
    counting.close();
    await influx.stop();
  });

  const ask = (path: string, shown: Shown = {}) => askAt(served.url, simulator.authority.cert, path, shown);
  const proxied = (user: string, ...groups: string[]) => ({
    'X-Remote-User': user,
    'X-Remote-Group': groups,
  });
  const byFrontProxy = (user = viewer.user, ...groups: string[]): Shown => ({
    pair: simulator.aggregation.frontProxyPair,
    headers: proxied(user, ...groups),
  });

  describe('who is believed', () => {
    const masters = proxied('admin', 'system:masters');
    const rows: readonly [string, () => Shown | Promise<Shown>, number, RegExp?][] = [
      ['the front proxy, for whom it asks', () => byFrontProxy(), 200],
      ['the front proxy, for system:masters', () => byFrontProxy('admin', 'system:masters'), 200],
      [
        'the front proxy, for somebody without rights',
        () => byFrontProxy('bob'),
        403,
        /User "bob" cannot list resource "nodes"/,
      ],
      ['the front proxy, for nobody', () => ({ pair: simulator.aggregation.frontProxyPair }), 401],
      [
        'forged headers without a certificate',
        () => ({ headers: masters }),
        403,
        /User "system:anonymous" cannot list/,
      ],
      [
        'forged headers with a certificate of an unknown authority',
        async () => ({
          headers: masters,
          pair: await (await authority('front-proxy-ca')).sign('front-proxy-client'),
        }),
        401,
      ],
      [
        'forged headers with a certificate that signed itself',
        async () => ({ headers: masters, pair: await authority('front-proxy-client') }),
        401,
      ],
      [
        'forged headers with a client’s certificate of the front proxy’s name: the name counts, as a user’s',
        async () => ({ headers: masters, pair: await simulator.authority.sign('front-proxy-client') }),
        403,
        /User "front-proxy-client" cannot list/,
      ],
      [
        'forged headers with another certificate of the front proxy’s authority',
        async () => ({ headers: masters, pair: await simulator.aggregation.frontProxy.sign('somebody') }),
        401,
      ],
      [
        'forged headers with one of the front proxy’s that has expired',
        async () => ({
          headers: masters,
          pair: await simulator.aggregation.frontProxy.sign('front-proxy-client', [], -1),
        }),
        401,
      ],
      [
        'a client’s certificate, by its name',
        async () => ({ pair: await simulator.authority.sign(viewer.user) }),
        200,
      ],
      [
        'a client’s certificate, by its organisation',
        async () => ({ pair: await simulator.authority.sign('admin', [], 30, 'system:masters') }),
        200,
      ],
      ['a bearer token that the API server knows', () => ({ headers: bearer(viewer.token) }), 200],
      ['a bearer token that it does not know', () => ({ headers: bearer('unknown') }), 401],
      [
        'a bearer token beside forged headers: the token',
        () => ({ headers: { ...masters, ...bearer(nobody.token) } }),
        403,
        /heapline:nobody/,
      ],
      ['nobody', () => ({}), 403, /system:anonymous/],
    ];
    for (const [title, shown, status, words] of rows)
      it(`${title}: ${status}`, async () => {
        const answer = await ask(nodesPath, await shown());
        assert.equal(answer.status, status, answer.body);
        if (status === 200) assert.equal(answer.json()['kind'], 'NodeMetricsList');
        else {
          const { kind, code, reason, message } = answer.json();
          assert.deepEqual(
            { kind, code, reason },
            { kind: 'Status', code: status, reason: status === 401 ? 'Unauthorized' : 'Forbidden' },
          );
          assert.match(String(message), words ?? /^Unauthorized$/);
        }
      });

    it('a group with a comma in its name stays one group, and everybody known is system:authenticated', async () => {
      simulator.takeAccessReviews();
      await ask(nodesPath, byFrontProxy('carol', 'people, of all kinds', 'b'));
      const [review] = simulator.takeAccessReviews();
      assert.deepEqual(review, {
        user: 'carol',
        groups: ['people, of all kinds', 'b', 'system:authenticated'],
        extra: {},
        resourceAttributes: { verb: 'list', group: 'metrics.k8s.io', version: 'v1beta1', resource: 'nodes' },
      });
    });

    it('an access review is cached for ten seconds', async () => {
      simulator.takeAccessReviews();
      for (let time = 0; time < 5; time++) await ask(nodesPath, byFrontProxy('dave'));
      assert.equal(simulator.takeAccessReviews().length, 1);
    });

    it('another authority of the front proxy is believed soon, and the one before no longer', async () => {
      const before = byFrontProxy();
      assert.equal((await ask(nodesPath, before)).status, 200);
      await simulator.aggregation.rotate();
      await until(async () => (await ask(nodesPath, byFrontProxy())).status === 200);
      assert.equal((await ask(nodesPath, before)).status, 401);
    });
  });

  describe('what there is', () => {
    it('health needs no certificate', async () => {
      for (const path of ['/healthz', '/livez', '/readyz'])
        assert.deepEqual(await ask(path).then(({ status, body }) => [status, body]), [200, 'ok']);
    });

    for (const version of ['v1', 'v1beta1'])
      it(`${version} lists its resources, the same as metrics-server’s`, async () => {
        const { status, type, body } = await simulator.aggregation.ask(`/apis/metrics.k8s.io/${version}`);
        assert.deepEqual([status, type], [200, 'application/json']);
        assert.deepEqual(JSON.parse(body), {
          kind: 'APIResourceList',
          apiVersion: 'v1',
          groupVersion: `metrics.k8s.io/${version}`,
          resources: [
            {
              name: 'nodes',
              singularName: '',
              namespaced: false,
              kind: 'NodeMetrics',
              verbs: ['get', 'list'],
            },
            { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
          ],
        });
      });

    for (const version of ['v2', 'v2beta1'])
      it(`aggregated discovery ${version} is one document of the exact type, and known by its tag`, async () => {
        const first = await ask('/apis', {
          ...byFrontProxy(),
          accept: `${aggregated(version)},application/json`,
        });
        assert.equal(first.type, aggregated(version));
        assert.equal(first.json()['apiVersion'], `apidiscovery.k8s.io/${version}`);
        const again = await ask('/apis', {
          ...byFrontProxy(),
          accept: aggregated(version),
          headers: { ...byFrontProxy().headers, 'If-None-Match': first.etag },
        });
        assert.deepEqual([again.status, again.body], [304, '']);
      });

    it('/apis and the group are plain documents for clients that accept them', async () => {
      assert.equal((await ask('/apis', byFrontProxy())).json()['kind'], 'APIGroupList');
      const group = (await ask('/apis/metrics.k8s.io', byFrontProxy())).json();
      assert.deepEqual(group['preferredVersion'], { groupVersion: 'metrics.k8s.io/v1', version: 'v1' });
    });

    const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
    for (const method of methods)
      it(`${method}: 405`, async () => {
        const answer = await ask(nodesPath, { ...byFrontProxy('admin', 'system:masters'), method });
        assert.equal(answer.status, 405);
        if (method !== 'HEAD') assert.equal(answer.json()['reason'], 'MethodNotAllowed');
      });

    for (const path of [
      '/',
      '/foo',
      '/openapi/v2',
      '/openapi/v3',
      '/metrics',
      '/apis/other.io/v1',
      '/apis/metrics.k8s.io/v2',
      `${nodesPath}/a/b`,
      '//apis',
      '//',
      '///',
      '//x/livez',
    ])
      it(`${path}: 404`, async () => {
        const answer = await ask(path, byFrontProxy('admin', 'system:masters'));
        assert.deepEqual([answer.status, answer.json()['reason']], [404, 'NotFound']);
      });
  });

  describe('InfluxDB', () => {
    it('is queried once for 40 concurrent requests, and not again within CACHE_MS', async () => {
      const { port, stop } = await startListening(['metrics-api'], {
        KUBECONFIG: simulator.kubeconfig(metricsServer),
        INFLUX_URL: counting.url,
        METRICS_PORT: '0',
        METRICS_CERT_FILE: join(served.folder, 'tls.crt'),
        METRICS_KEY_FILE: join(served.folder, 'tls.key'),
        MAX_AGE_S: '3600',
        LOG_FORMAT: 'text',
        CACHE_MS: '60000',
      });
      const askNew = (path: string) =>
        askAt(`https://127.0.0.1:${port}`, simulator.authority.cert, path, byFrontProxy());
      await until(async () => (await askNew('/readyz')).status === 200);
      counting.take();
      const paths = Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0 ? nodesPath : '/apis/metrics.k8s.io/v1/pods',
      );
      const answers = await Promise.all(paths.map(askNew));
      assert.ok(answers.every(({ status }) => status === 200));
      // The nodes, and the containers on all of them.
      assert.equal(counting.take(), 2);
      await Promise.all(paths.map(askNew));
      assert.equal(counting.take(), 0);
      await stop();
    });

    it('away: discovery and health go on, lists get 503 and say why; back: so are the numbers', async () => {
      counting.refuse(true);
      await until(async () => (await ask(nodesPath, byFrontProxy())).status === 503);
      const { code, reason, message } = (await ask(nodesPath, byFrontProxy())).json();
      assert.deepEqual([code, reason], [503, 'ServiceUnavailable']);
      assert.match(
        String(message),
        /^heapline: InfluxDB could not answer: it closed the connection before it answered: .*Check INFLUX_URL/,
      );
      for (const path of ['/apis/metrics.k8s.io/v1', '/apis', '/readyz'])
        assert.equal((await simulator.aggregation.ask(path)).status, 200);
      counting.refuse(false);
      await until(async () => (await ask(nodesPath, byFrontProxy())).status === 200);
    });
  });

  it('a pod that is gone is gone from the list at once', async () => {
    const list = async () =>
      ((await ask('/apis/metrics.k8s.io/v1/nodes', byFrontProxy())).json()['items'] as unknown[]).length;
    assert.equal(await list(), 3);
    simulator.set('node-3', { isGone: true });
    await until(async () => (await list()) === 2);
    assert.equal((await ask(`${nodesPath}/node-3`, byFrontProxy())).status, 404);
    simulator.set('node-3', {});
    await until(async () => (await list()) === 3);
  });

  it('a renewed serving certificate is used soon', async () => {
    const next = await authority('another');
    const pair = await next.sign('heapline-metrics-api', [serverName, '127.0.0.1']);
    writeFileSync(join(served.folder, 'tls.crt'), pair.cert);
    writeFileSync(join(served.folder, 'tls.key'), pair.key);
    await until(() =>
      askAt(served.url, next.cert, '/healthz', {}).then(
        () => true,
        () => false,
      ),
    );
    await assert.rejects(ask('/healthz'), /self-signed|unable to (get|verify)|signature/);
  });

  for (const [title, environment, words] of [
    ['no InfluxDB', { INFLUX_URL: '' }, /INFLUX_URL is missing/],
    [
      'no certificate',
      { METRICS_CERT_FILE: '', METRICS_KEY_FILE: '' },
      /METRICS_CERT_FILE and METRICS_KEY_FILE are missing.*metrics-api install/s,
    ],
    ['half a pair', { METRICS_KEY_FILE: '' }, /only one is set/],
    ['a file that is no certificate', { METRICS_CERT_FILE: '/etc/hostname' }, /cannot be used/],
  ] as const)
    it(`${title}: does not start`, async () => {
      const { code, stderr } = await runHeapline(['metrics-api'], {
        KUBECONFIG: simulator.kubeconfig(metricsServer),
        INFLUX_URL: influx.url,
        METRICS_CERT_FILE: join(served.folder, 'tls.crt'),
        METRICS_KEY_FILE: join(served.folder, 'tls.key'),
        LOG_FORMAT: 'text',
        ...environment,
      });
      assert.equal(code, 2);
      assert.match(stderr, words);
    });
});

interface Shown {
  readonly pair?: KeyPair;
  readonly headers?: Record<string, string | string[]>;
  readonly accept?: string;
  readonly method?: string;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function askAt(url: string, ca: string, path: string, { pair, headers = {}, accept, method = 'GET' }: Shown) {
  return new Promise<{
    status: number;
    type: string;
    etag: string;
    body: string;
    json: () => Record<string, unknown>;
  }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const shown = { ...headers, ...(accept === undefined ? {} : { accept }) };
    httpsRequest(
      { hostname, port, path, ca, servername: serverName, agent: false, method, headers: shown, ...pair },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            etag: answer.headers.etag ?? '',
            body,
            json: () => JSON.parse(body) as Record<string, unknown>,
          }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
}

interface Counting {
  readonly url: string;
  readonly take: () => number;
  readonly refuse: (refuses: boolean) => void;
  readonly close: () => void;
}

/** Hands requests on to InfluxDB and counts them, or refuses them. */
async function startCounting(influxUrl: string): Promise<Counting> {
  let count = 0;
  let refuses = false;
  const server: Server = createServer((request, response) => {
    count++;
    if (refuses) return void request.socket.destroy();
    const { method, headers } = request;
    const handed = httpRequest(`${influxUrl}${request.url ?? ''}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(handed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    refuse: (next) => void (refuses = next),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
