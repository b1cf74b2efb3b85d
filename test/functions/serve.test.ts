import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { until } from '../setup/metrics-api.ts';
import { runHeapline } from '../setup/run-heapline.ts';
import { nobody, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

describe('heapline serve', () => {
  let simulator: Simulator;
  let influx: Part;
  let folder: string;
  let tokenFile: string;

  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({ nodes: 2, podsPerNode: 3 });
    await query(influx.url, '', 'CREATE DATABASE k8s');
    folder = mkdtempSync(join(tmpdir(), 'heapline-serve-'));
    tokenFile = join(folder, 'token');
  });

  after(async () => {
    simulator.close();
    await influx.stop();
    rmSync(folder, { recursive: true });
  });

  it('scrapes at a POST with the token and answers with the report, run after run', async () => {
    await serving({}, async (url) => {
      for (let run = 1; run <= 12; run++) {
        const { status, body } = await post(url, 'secret');
        assert.equal(status, 200, JSON.stringify(body));
        const { exitCode, nodes, nodesUp, pointsLost, failures, cpuSeconds } = body;
        assert.deepEqual(
          { exitCode, nodes, nodesUp, pointsLost, failures },
          { exitCode: 0, nodes: 2, nodesUp: 2, pointsLost: 0, failures: [] },
        );
        // Each run tells its own cost, not the process's.
        assert.ok(Number(cpuSeconds) < 5);
      }
      const [counted] = await query(influx.url, 'k8s', 'SELECT count(exit_code) FROM heapline_run');
      assert.equal(counted?.values[0]?.[1], 12);
    });
  });

  it('starts no run without a token, with a wrong one, by another method or path', async () => {
    await serving(
      {},
      async (url) => {
        for (const [request, status] of [
          [post(url, undefined), 401],
          [post(url, 'wrong'), 401],
          [post(url, ''), 401],
          [ask(url, 'GET', '/', 'secret'), 405],
          [ask(url, 'POST', '/healthz', 'secret'), 405],
          [ask(url, 'POST', '/scrape', 'secret'), 404],
        ] as const)
          assert.equal((await request).status, status);
        assert.equal(simulator.takeListCount(), 0);
      },
      () => simulator.takeListCount(),
    );
  });

  it('says that it is well, to everybody', async () => {
    await serving({}, async (url) => {
      const response = await fetch(`${url}/healthz`);
      assert.deepEqual([response.status, await response.text()], [200, 'ok\n']);
    });
  });

  it('does one run at a time: a second gets 409', async () => {
    await serving({}, async (url) => {
      simulator.takeListCount();
      simulator.set('node-1', { latencyMs: 1500 });
      const first = post(url, 'secret');
      await until(() => simulator.takeListCount() > 0);
      assert.equal((await post(url, 'secret')).status, 409);
      assert.equal((await first).status, 200);
      simulator.set('node-1', {});
      assert.equal((await post(url, 'secret')).status, 200);
    });
  });

  it('answers 500 with cause and remedy where a run fails, and keeps serving', async () => {
    await serving({ KUBECONFIG: simulator.kubeconfig(nobody) }, async (url) => {
      const { status, body } = await post(url, 'secret');
      assert.equal(status, 500);
      assert.equal(body['exitCode'], 4);
      const [failure] = body['failures'] as { cause: string; remedy: string }[];
      assert.equal(failure?.cause, 'forbidden');
      assert.match(failure.remedy, /nodes\/stats/);
      simulator.failApi({ kind: 'status', status: 403, times: 1 });
      const second = await post(url, 'secret');
      assert.deepEqual(
        [second.status, second.body['exitCode'], second.body['code']],
        [500, 3, 'api_forbidden'],
      );
      simulator.failApi(undefined);
      assert.equal((await post(url, 'secret')).status, 500);
    });
  });

  it('HTTP_TOKEN_FILE is read at each request', async () => {
    writeFileSync(tokenFile, 'first\n');
    await serving({ HTTP_TOKEN: '', HTTP_TOKEN_FILE: tokenFile }, async (url) => {
      assert.equal((await post(url, 'first')).status, 200);
      writeFileSync(tokenFile, 'second\n');
      assert.equal((await post(url, 'first')).status, 401);
      assert.equal((await post(url, 'second')).status, 200);
      // Whoever has none is not told where it should have been.
      rmSync(tokenFile);
      const { status, body } = await post(url, undefined);
      assert.deepEqual([status, body], [503, { message: 'heapline cannot tell who may ask: see its log.' }]);
    });
  });

  it('a signal ends a running scrape early, and its request is answered', async () => {
    simulator.takeListCount();
    simulator.set('node-1', { fault: 'hang' });
    const running: Promise<{ status: number; body: Record<string, unknown> }>[] = [];
    const ended = await serving({}, async (url) => {
      running.push(post(url, 'secret'));
      await until(() => simulator.takeListCount() > 0);
    });
    simulator.set('node-1', {});
    const [answered] = await Promise.all(running);
    assert.match(String(answered?.body['endedEarly']), /SIGTERM/);
    assert.equal(ended.code, 0);
  });

  it('a request that never comes to its end does not keep it from ending', async () => {
    let socket: Socket | undefined;
    const startMs = Date.now();
    await serving({}, async (url) => {
      socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-a: ');
      assert.equal((await post(url, 'secret')).status, 200);
    });
    socket?.destroy();
    assert.ok(Date.now() - startMs < 20_000);
  });

  it('requests that are none are refused without a word in the log', async () => {
    const { stderr } = await serving({}, async (url) => {
      for (const line of [
        'GET //',
        'GET http://[',
        'GET http://u:p@x/',
        'TRACE /',
        'TRACE /healthz',
        'PUT /',
        'OPTIONS *',
      ])
        assert.equal(await statusOf(Number(new URL(url).port), line), 400, line);
    });
    assert.doesNotMatch(stderr, /bug|Error/);
  });

  for (const [title, environment, words] of [
    ['no token', { HTTP_TOKEN: '' }, /HTTP_TOKEN is missing/],
    ['both', { HTTP_TOKEN_FILE: '/x' }, /HTTP_TOKEN and HTTP_TOKEN_FILE are both set/],
    [
      'a token file that is not there',
      { HTTP_TOKEN: '', HTTP_TOKEN_FILE: '/nowhere' },
      /HTTP_TOKEN_FILE=\/nowhere could not be read/,
    ],
    ['no InfluxDB', { INFLUX_URL: '' }, /INFLUX_URL is missing/],
    ['no port', { PORT: 'http' }, /PORT is \\"http\\"/],
  ] as const)
    it(`${title}: does not start`, async () => {
      const { code, stderr } = await runHeapline(['serve'], { ...variables(), ...environment });
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /secret/);
    });

  function variables(): Record<string, string> {
    return {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: influx.url,
      PORT: '0',
      HTTP_TOKEN: 'secret',
    };
  }

  /** Serves while `use` asks, then sends SIGTERM, and waits for the end. */
  async function serving(
    environment: Record<string, string>,
    use: (url: string) => Promise<void>,
    first: () => unknown = () => undefined,
  ): ReturnType<typeof runHeapline> {
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    let said = '';
    const ended = runHeapline(['serve'], { ...variables(), ...environment }, (way, heard) => {
      kill = way;
      heard.on('data', (chunk: Buffer) => (said += chunk.toString()));
    });
    await until(() => /listening on port \d+/.test(said));
    const [, port = ''] = /listening on port (\d+)/.exec(said) ?? [];
    try {
      first();
      await use(`http://127.0.0.1:${port}`);
    } finally {
      kill('SIGTERM');
      await ended;
    }
    const end = await ended;
    assert.doesNotMatch(end.stderr, /secret|MaxListeners/);
    return end;
  }
});

function post(url: string, token: string | undefined) {
  return ask(url, 'POST', '/', token);
}

async function ask(url: string, method: string, path: string, token: string | undefined) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { method, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function statusOf(port: number, line: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.once('data', (chunk: Buffer) => {
      resolve(Number(/^HTTP\/1.1 (\d+)/.exec(chunk.toString())?.[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
