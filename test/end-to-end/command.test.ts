import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { points, query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { freePort, type Part } from '../setup/processes.ts';
import { eventsOf, program, runHeapline, sources } from '../setup/run-heapline.ts';
import { startVictoriaMetrics } from '../setup/victoria-metrics.ts';
import { nobody, proxyUser, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';

const nodeCount = 10;

describe('heapline scrape', () => {
  let simulator: Simulator;
  let influx: Part;
  let basis: Record<string, string>;

  before(async () => {
    influx = await startInfluxDb();
    simulator = await startSimulator({ nodes: nodeCount, podsPerNode: 10 });
    basis = { KUBECONFIG: simulator.kubeconfig(scraper), KUBELET_ACCESS: 'direct', INFLUX_URL: influx.url };
  });
  after(async () => {
    simulator.close();
    await influx.stop();
  });

  const database = async (name: string) => {
    await query(influx.url, '', `CREATE DATABASE ${name}`);
    return { ...basis, INFLUX_DATABASE: name };
  };

  it('--dry-run prints line protocol and nothing else, whatever INFLUX_URL says', async () => {
    const ran = await runHeapline(['scrape', '--dry-run'], basis);
    assert.equal(ran.code, 0, ran.stderr);
    for (const line of ran.stdout.trimEnd().split('\n'))
      assert.match(line, /^(kube|heapline)_[a-z_]+(,[a-z_]+=(\\.|[^\\ ])+)+ [a-z_]+=\S.* \d{13}$/);
  });

  it('a reader that goes away after three lines is no failure', async () => {
    const script = `set -o pipefail; "${process.execPath}" ${program.join(' ')} scrape --dry-run | head -3`;
    // Not synchronous: the simulator answers from this process. A code that is not 0 rejects.
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: { ...process.env, ...basis },
    });
    assert.equal(stdout.trimEnd().split('\n').length, 3);
  });

  it('one node forbids, one hangs, one has no address: each is named with cause and remedy, the others are complete', async () => {
    simulator.set('node-2', { accounts: [nobody, { ...scraper, rights: ['list nodes'] }] });
    simulator.set('node-5', { fault: 'hang' });
    simulator.set('node-7', { hasAddress: false });
    const environment = { ...(await database('failures')), KUBELET_TIMEOUT_MS: '3000' };
    const ran = await runHeapline(['scrape'], environment);
    for (const name of ['node-2', 'node-5', 'node-7']) simulator.set(name, {});
    assert.equal(ran.code, 0, ran.stderr);
    // Far from the sweep's limit: a hanging node costs its own timeout, and nothing else.
    assert.ok(ran.durationMs < 15_000, `${ran.durationMs} ms`);
    const failed = eventsOf(ran).filter(({ event }) => event === 'node_failed');
    assert.deepEqual(failed.map(({ node, cause }) => `${String(node)} ${String(cause)}`).sort(), [
      'node-2 forbidden',
      'node-5 timeout',
      'node-7 no_address',
    ]);
    for (const { remedy } of failed) assert.ok(String(remedy).length > 20);
    assert.match(String(failed.find(({ cause }) => cause === 'forbidden')?.['remedy']), /nodes\/stats.*get/);
    const nodes = await points(influx.url, 'failures', 'heapline_node');
    assert.deepEqual(
      nodes.map(({ tags, fields }) => [tags['node'], fields['up'], fields['cause']]).sort(),
      simulator.nodes
        .map(({ name }) => {
          const cause = { 'node-2': 'forbidden', 'node-5': 'timeout', 'node-7': 'no_address' }[name];
          return [name, cause === undefined ? 1 : 0, cause];
        })
        .sort(),
    );
    assert.equal((await points(influx.url, 'failures', 'kube_node')).length, nodeCount - 3);
    const [run] = await points(influx.url, 'failures', 'heapline_run');
    assert.deepEqual(
      [run?.fields['nodes_up'], run?.fields['nodes_failed'], run?.fields['exit_code']],
      [7, 3, 0],
    );
  });

  it('what points_written says is what the database took', async () => {
    const environment = { ...(await database('counted')), INFLUX_BATCH_LINES: '50', INFLUX_CONCURRENCY: '3' };
    assert.equal((await runHeapline(['scrape'], environment)).code, 0);
    const objects = ['cluster', 'namespace', 'node', 'system_container', 'pod', 'container'];
    const sections = ['network', 'filesystem', 'volume'];
    let found = 0;
    for (const name of [...objects, ...sections])
      found += (await points(influx.url, 'counted', `kube_${name}`)).length;
    const [run] = await points(influx.url, 'counted', 'heapline_run');
    assert.equal(run?.fields['points_written'], found);
  });

  for (const [fault, cause] of [
    ['not-the-node', 'wrong_node'],
    ['html', 'not_json'],
    ['oversized', 'too_large'],
  ] as const)
    it(`a kubelet with the fault ${fault} is told as ${cause}`, async () => {
      simulator.set('node-3', { fault });
      const ran = await runHeapline(['scrape', '--dry-run', '--max-body-bytes', '1000000'], basis);
      simulator.set('node-3', {});
      const failed = eventsOf(ran).filter(({ event }) => event === 'node_failed');
      assert.deepEqual(
        failed.map((event) => [event['node'], event['cause']]),
        [['node-3', cause]],
      );
    });

  it('a node that is not Ready is tried last, and does not count against the share', async () => {
    for (const name of ['node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6'])
      simulator.set(name, { isReady: false, fault: 'server-error' });
    const ran = await runHeapline(['scrape', '--dry-run'], basis);
    const share = await runHeapline(['scrape', '--dry-run'], {
      ...basis,
      NODE_SELECTOR: 'pool=even',
      MIN_NODES_SHARE: '1',
    });
    for (const { name } of simulator.nodes) simulator.set(name, {});
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(share.code, 0, share.stderr);
    assert.equal(eventsOf(ran).at(-1)?.['nodesNotReady'], 6);
  });

  it('too few Ready nodes: exit code 4', async () => {
    for (const { name } of simulator.nodes.slice(0, 6)) simulator.set(name, { fault: 'server-error' });
    const ran = await runHeapline(['scrape', '--dry-run'], basis);
    for (const { name } of simulator.nodes) simulator.set(name, {});
    assert.equal(ran.code, 4);
  });

  it('a configuration with three problems: exit code 2, three remedies, no stack', async () => {
    const ran = await runHeapline(['scrape'], {
      INFLUX_URL: 'influx:8086',
      CONCURRENCY: '-1',
      KUBELET_SOURCE: 'foo',
    });
    assert.equal(ran.code, 2);
    for (const word of [
      '3 problems',
      'INFLUX_URL=http://influx:8086',
      'CONCURRENCY=50',
      'KUBELET_SOURCE=auto',
    ])
      assert.ok(ran.stderr.includes(word), ran.stderr);
    assert.doesNotMatch(ran.stderr, /^ {4}at /m);
  });

  it('an unknown flag is configuration: exit code 2', async () => {
    assert.equal((await runHeapline(['scrape', '--nope'], basis)).code, 2);
  });

  it('an API server that forbids listing nodes: exit code 3 and the rule', async () => {
    const other = await startSimulator({ nodes: 1, podsPerNode: 1, accounts: [{ ...scraper, rights: [] }] });
    const ran = await runHeapline(['scrape', '--dry-run'], {
      ...basis,
      KUBECONFIG: other.kubeconfig(scraper),
    });
    other.close();
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /resources: \[\\?"nodes\\?"\], verbs: \[\\?"list\\?"\]/);
  });

  it('a database that is not there: exit code 2, and what to create', async () => {
    const ran = await runHeapline(['scrape'], { ...basis, INFLUX_DATABASE: 'nowhere' });
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /CREATE DATABASE/);
  });

  it('an InfluxDB that stays away: exit code 5, inside the deadline, and the points are counted', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    const ran = await runHeapline(['scrape'], { ...basis, INFLUX_URL: gone, RUN_TIMEOUT_MS: '6000' });
    assert.equal(ran.code, 5, ran.stderr);
    assert.ok(ran.durationMs < 15_000);
    assert.ok(Number(eventsOf(ran).at(-1)?.['pointsLost']) > 100);
  });

  it('a client certificate that is none: exit code 2, not a bug', async () => {
    const file = join(simulator.folder, 'garbage.pem');
    writeFileSync(file, 'garbage');
    for (const prefix of ['KUBELET', 'INFLUX']) {
      const ran = await runHeapline(['scrape'], {
        ...basis,
        [`${prefix}_CLIENT_CERT_FILE`]: file,
        [`${prefix}_CLIENT_KEY_FILE`]: file,
      });
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, new RegExp(`${prefix}_CLIENT_CERT_FILE`));
    }
  });

  it('SIGTERM ends scraping, and what has been read is written', async () => {
    simulator.set('node-4', { fault: 'hang' });
    const environment = {
      ...(await database('interrupted')),
      KUBELET_TIMEOUT_MS: '30000',
      LOG_LEVEL: 'debug',
    };
    const ran = await runHeapline(['scrape'], environment, (kill, stderr) => {
      let done = 0;
      createInterface(stderr).on('line', (line) => {
        if (line.includes('"node_done"') && ++done === nodeCount - 1) kill('SIGTERM');
      });
    });
    simulator.set('node-4', {});
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(ran.durationMs < 20_000);
    assert.equal(eventsOf(ran).at(-1)?.['endedEarly'], 'SIGTERM was received');
    assert.equal((await points(influx.url, 'interrupted', 'kube_node')).length, nodeCount - 1);
  });

  it('the token of the kubeconfig is never sent over http, and no secret is ever printed', async () => {
    const seen: string[] = [];
    const spy = createHttpServer((request, response) => {
      seen.push(JSON.stringify(request.headers));
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => spy.listen(0, '127.0.10.1', resolve));
    const ran = await runHeapline(['scrape'], {
      ...basis,
      NODE_SELECTOR: 'kubernetes.io/hostname=node-1',
      KUBELET_ACCESS: 'readonly',
      KUBELET_READONLY_PORT: String((spy.address() as AddressInfo).port),
      INFLUX_USERNAME: 'me',
      INFLUX_PASSWORD: 'hunter2',
    });
    spy.closeAllConnections();
    spy.close();
    assert.equal(seen.length, 1);
    assert.ok(!seen.join().toLowerCase().includes('authorization'), seen.join());
    for (const secret of ['hunter2', scraper.token, Buffer.from('me:hunter2').toString('base64')])
      assert.ok(!(ran.stderr + ran.stdout).includes(secret));
  });

  it('InfluxDB over TLS with a user: verified by INFLUX_CA_FILE, refused without', async () => {
    const { cert, key } = await simulator.authority.sign('influxdb', ['127.0.0.1']);
    const [certFile, keyFile, caFile] = ['influx.crt', 'influx.key', 'ca.crt'].map((name) =>
      join(simulator.folder, name),
    );
    writeFileSync(certFile!, cert);
    writeFileSync(keyFile!, key);
    writeFileSync(caFile!, simulator.authority.cert);
    const secure = await startInfluxDb({ auth: true, tls: { certFile: certFile!, keyFile: keyFile! } });
    const ask = async (influxql: string) => {
      const dispatcher = new Agent({ connect: { ca: simulator.authority.cert } });
      const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
      const path = `${secure.url}/query?${new URLSearchParams({ q: influxql, db: 'k8s' }).toString()}`;
      await (await request(path, { method: 'POST', dispatcher, headers: { authorization } })).body.dump();
      await dispatcher.close();
    };
    await ask("CREATE USER me WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
    await ask('CREATE DATABASE k8s');
    const environment = {
      ...basis,
      INFLUX_URL: secure.url,
      INFLUX_USERNAME: 'me',
      INFLUX_PASSWORD: 'secret',
    };
    const good = await runHeapline(['scrape'], { ...environment, INFLUX_CA_FILE: caFile! });
    const wrong = await runHeapline(['scrape'], {
      ...environment,
      INFLUX_CA_FILE: caFile!,
      INFLUX_PASSWORD: 'other',
    });
    const untrusted = await runHeapline(['scrape'], environment);
    const insecure = await runHeapline(['scrape'], { ...environment, INFLUX_TLS: 'insecure' });
    await secure.stop();
    assert.deepEqual(
      [good.code, wrong.code, untrusted.code, insecure.code],
      [0, 2, 2, 0],
      good.stderr + insecure.stderr,
    );
    assert.match(insecure.stderr, /INFLUX_TLS=insecure/);
    assert.match(untrusted.stderr, /influxdb_tls_untrusted.*Give in INFLUX_CA_FILE/);
  });

  it('writes to a bucket by InfluxDB 2’s API, as VictoriaMetrics takes it', async () => {
    const victoria = await startVictoriaMetrics();
    const ran = await runHeapline(['scrape'], {
      ...basis,
      INFLUX_URL: victoria.url,
      INFLUX_BUCKET: 'b',
      INFLUX_ORG: 'o',
      INFLUX_TOKEN: 't',
    });
    await fetch(`${victoria.url}/internal/force_flush`);
    const parameters = new URLSearchParams({ 'match[]': 'kube_node_cpu_usage_nanocores' });
    const series = await (await fetch(`${victoria.url}/api/v1/export?${parameters.toString()}`)).text();
    await victoria.stop();
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(series.trimEnd().split('\n').length, nodeCount);
  });

  it('HTTPS_PROXY and NO_PROXY count for the API server, never for kubelets', async () => {
    const asked: string[] = [];
    const proxy = createServer((client) => {
      client.on('error', () => undefined);
      client.once('data', (head) => {
        const [, host = '', port = ''] = /^CONNECT ([\d.]+):(\d+)/.exec(head.toString()) ?? [];
        asked.push(`${host}:${port}`);
        const through = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
        through.on('error', () => undefined);
        client.pipe(through).pipe(client);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const ran = await runHeapline(['scrape', '--dry-run'], { ...basis, HTTPS_PROXY });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual([...new Set(asked)], [new URL(simulator.server).host]);
    asked.length = 0;
    await runHeapline(['scrape', '--dry-run'], { ...basis, HTTPS_PROXY, NO_PROXY: '127.0.0.0/8' });
    proxy.close();
    assert.deepEqual(asked, []);
  });

  it('says aloud that it goes through the API server, the default with a kubeconfig', async () => {
    const ran = await runHeapline(['scrape', '--dry-run'], {
      ...basis,
      KUBELET_ACCESS: '',
      KUBECONFIG: simulator.kubeconfig(proxyUser),
    });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /through the API server/);
  });

  it('--help lists every variable with its default', async () => {
    const { stdout, code } = await runHeapline(['scrape', '--help'], {});
    assert.equal(code, 0);
    const words = stdout.replace(/\s+/g, ' ');
    for (const part of [
      '(CONCURRENCY; default 50)',
      '(KUBELET_TIMEOUT_MS, ms; default 5000)',
      'INFLUX_TOKEN_FILE',
    ])
      assert.ok(words.includes(part), `${part} is not in\n${stdout}`);
  });
});

it('an old Node is refused in one sentence', () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.11.0"})';
  const { status, stderr } = spawnSync(process.execPath, ['--import', pretend, sources, 'scrape'], {
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /needs Node 22\.19 or newer, and this is Node 20\.11\.0/);
});
