import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { query } from '../setup/influx-query.ts';
import { startInfluxDb } from '../setup/influxdb.ts';
import { startInfluxDb2Facade } from '../setup/influxdb2-facade.ts';
import { freePort, type Part } from '../setup/processes.ts';
import { eventsOf, runHeapline } from '../setup/run-heapline.ts';
import { type Bystanders, startBystanders } from '../simulator/bystanders.ts';
import { simulatorClock } from '../simulator/clock.ts';
import {
  type NodeState,
  nobody,
  proxyUser,
  scraper,
  type Simulator,
  startSimulator,
} from '../simulator/simulator.ts';

interface Finding {
  readonly check: string;
  readonly of: string;
  readonly status: string;
  readonly says: string;
  readonly cause?: string;
  readonly remedy?: string;
}

const powerless = { ...scraper, rights: ['list nodes', 'list pods'] as const };

describe('heapline doctor', () => {
  let simulator: Simulator;
  let influx: Part;
  let bystanders: Bystanders;
  let basis: Record<string, string>;

  before(async () => {
    influx = await startInfluxDb();
    await query(influx.url, '', 'CREATE DATABASE k8s');
    simulator = await startSimulator({ nodes: 4, podsPerNode: 5, readonlyPort: true });
    bystanders = await startBystanders(simulator.authority);
    basis = {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      KUBELET_TIMEOUT_MS: '1500',
      INFLUX_URL: influx.url,
    };
  });
  after(async () => {
    bystanders.close();
    simulator.close();
    await influx.stop();
  });

  const examine = async (environment: Record<string, string> = {}, ...args: string[]) => {
    const ran = await runHeapline(['doctor', '--json', '--nodes', 'all', ...args], {
      ...basis,
      ...environment,
    });
    const { findings, ok, exitCode } = JSON.parse(ran.stdout) as {
      findings: Finding[];
      ok: boolean;
      exitCode: number;
    };
    assert.equal(exitCode, ran.code);
    assert.equal(ok, ran.code === 0);
    const bad = findings.filter(({ status }) => status === 'failed' || status === 'warning');
    for (const { remedy, check } of bad) assert.ok((remedy ?? '').length > 20, `${check} has no remedy`);
    for (const secret of [scraper.token, 'hunter2']) assert.ok(!(ran.stdout + ran.stderr).includes(secret));
    return { ran, findings, bad };
  };
  const shown = (bad: readonly Finding[]) =>
    bad.map(({ check, of, status, cause }) => [check, of, status, ...(cause ? [cause] : [])].join(' '));

  it('finds nothing wrong where nothing is, but the read-only port; and a run works', async () => {
    const { ran, bad, findings } = await examine({ KUBELET_READONLY_PORT: String(await freePort()) });
    assert.deepEqual(shown(bad), []);
    assert.equal(ran.code, 0, ran.stdout);
    const checks = new Set(findings.map(({ check }) => check));
    assert.deepEqual(
      [
        ...[
          'credentials',
          'API server',
          'clock',
          'right',
          'nodes',
          'address',
          'TCP',
          'TLS',
          'authentication',
        ],
        ...['authorisation', 'endpoint', 'answer', 'samples', 'read-only port', 'InfluxDB', 'write', 'read'],
        ...['retention', 'field types', 'series', 'load'],
      ].filter((check) => !checks.has(check)),
      [],
    );
    assert.match(JSON.stringify(findings), /about \d+ values a minute for 4 nodes/);
  });

  it('an open read-only port is to be closed', async () => {
    const { bad, ran } = await examine({ KUBELET_READONLY_PORT: String(simulator.readonlyPort) });
    assert.deepEqual(
      new Set(shown(bad).map((line) => line.replace(/node-\d/, 'node'))),
      new Set(['read-only port node warning']),
    );
    assert.equal(ran.code, 0);
  });

  for (const [title, state, line, remedy] of [
    ['no address', () => ({ hasAddress: false }), 'address node-2 failed no_address', /NODE_ADDRESS_TYPES/],
    ['a closed port', () => ({ port: 1 }), 'TCP node-2 failed refused', /KUBELET_PORT/],
    [
      'a name that nobody knows',
      () => ({ address: `${'a'.repeat(64)}.invalid` }),
      'TCP node-2 failed dns',
      /InternalIP/,
    ],
    ['somebody who is mute', (who) => ({ port: who('mute') }), 'TLS node-2 failed timeout', /firewall/],
    ['a plain server', (who) => ({ port: who('plain') }), 'TLS node-2 failed tls_protocol', /10250/],
    [
      'a self-signed certificate',
      (who) => ({ port: who('self-signed') }),
      'TLS node-2 failed tls_untrusted',
      /serverTLSBootstrap/,
    ],
    [
      'a certificate for another name',
      (who) => ({ port: who('other-name') }),
      'TLS node-2 failed tls_name',
      /NODE_ADDRESS_TYPES/,
    ],
    [
      'a certificate for the node’s name alone',
      (who) => ({ port: who('node-name') }),
      'TLS node-2 failed tls_name',
      /KUBELET_TLS=verify-name verifies it/,
    ],
    ['an old certificate', (who) => ({ port: who('expired') }), 'TLS node-2 failed tls_expired', /Renew/],
    [
      'a kubelet that knows nobody',
      () => ({ accounts: [] }),
      'authentication node-2 failed unauthorized',
      /webhook/,
    ],
    [
      'a kubelet that refuses',
      () => ({ accounts: [powerless] }),
      'authorisation node-2 failed forbidden',
      /- \{apiGroups: \[""\], resources: \["nodes\/stats"\], verbs: \["get"\]\}/,
    ],
    [
      'a kubelet without the endpoint',
      () => ({ fault: 'not-found' }),
      'endpoint node-2 failed not_found',
      /KUBELET_SOURCE=auto/,
    ],
    ['a login page', () => ({ fault: 'html' }), 'answer node-2 failed not_json', /login page/],
    [
      'another node',
      () => ({ fault: 'not-the-node' }),
      'answer node-2 failed wrong_node',
      /kubectl get nodes/,
    ],
    ['hostile values', () => ({ isSpoiled: true }), 'answer node-2 warning', /The rest is good/],
  ] as const satisfies readonly (readonly [string, (who: Bystanders['port']) => NodeState, string, RegExp])[])
    it(`a node with ${title}: ${line}`, async () => {
      simulator.set('node-2', state(bystanders.port));
      const { ran, bad } = await examine({
        KUBELET_SOURCE: 'summary',
        KUBELET_READONLY_PORT: String(await freePort()),
      });
      simulator.set('node-2', {});
      assert.deepEqual(shown(bad), [line]);
      assert.match(bad[0]?.remedy ?? '', remedy);
      assert.equal(ran.code, line.includes('warning') ? 0 : 4);
    });

  it('a kubelet whose samples stand still, and whose clock is not ours', async () => {
    const old = await startSimulator({ nodes: 1, podsPerNode: 1, clock: simulatorClock(-900_000) });
    const { bad } = await examine({ KUBECONFIG: old.kubeconfig(scraper) });
    old.close();
    assert.deepEqual(shown(bad), ['samples node-1 warning']);
    assert.match(bad[0]?.says ?? '', /they stand still: the newest is 9\d\d s old/);
  });

  it('the classic 403: scrape and doctor tell the rule, and with it the run works', async () => {
    const rule = /- \{apiGroups: \[\\?"\\?"\], resources: \[\\?"nodes\/stats\\?"\], verbs: \[\\?"get\\?"\]\}/;
    for (const { name } of simulator.nodes) simulator.set(name, { accounts: [powerless] });
    const without = await runHeapline(['scrape'], basis);
    const { bad, ran } = await examine();
    assert.equal(without.code, 4);
    assert.deepEqual(
      new Set(eventsOf(without).flatMap(({ event, cause }) => (event === 'node_failed' ? [cause] : []))),
      new Set(['forbidden']),
    );
    assert.match(without.stderr, rule);
    assert.equal(ran.code, 4);
    assert.match(bad.find(({ check }) => check === 'authorisation')?.remedy ?? '', rule);
    for (const { name } of simulator.nodes) simulator.set(name, {});
    assert.equal((await runHeapline(['scrape'], basis)).code, 0);
    assert.equal((await examine()).ran.code, 0);
  });

  it('the same 403 for Heapster’s POST: the verb is create', async () => {
    const { bad } = await examine({ KUBELET_SOURCE: 'container' });
    const right = bad.find(({ check }) => check === 'right');
    assert.equal(right?.of, 'create nodes/stats');
    assert.match(right.remedy ?? '', /resources: \["nodes\/stats"\], verbs: \["create"\]/);
    const kubelet = bad.find(({ check, of }) => check === 'authorisation' && of === 'node-2');
    assert.match(kubelet?.remedy ?? '', /resources: \["nodes\/stats"\], verbs: \["create"\]/);
  });

  it('a transient failure is no finding: the API server is retried as in a run', async () => {
    simulator.failApi({ kind: 'status', status: 503, times: 2 });
    const { bad, ran } = await examine({ KUBELET_READONLY_PORT: String(await freePort()) });
    simulator.failApi(undefined);
    assert.deepEqual([shown(bad), ran.code], [[], 0]);
  });

  it('a node that is not Ready is a warning, as a run does not count it', async () => {
    simulator.set('node-2', { isReady: false, fault: 'reset' });
    const { bad, ran } = await examine({ KUBELET_READONLY_PORT: String(await freePort()) });
    simulator.set('node-2', {});
    assert.deepEqual([shown(bad), ran.code], [['answer node-2 warning reset'], 0]);
    assert.match(bad[0]?.says ?? '', /the node is not Ready/);
  });

  it('rights that a run does not need are to be taken away', async () => {
    const admin = {
      ...scraper,
      user: 'admin',
      token: 'admin-token',
      rights: [...scraper.rights, 'get nodes/proxy', 'create pods/exec', 'list secrets'] as const,
    };
    const other = await startSimulator({ nodes: 1, podsPerNode: 1, accounts: [admin] });
    const { bad, ran } = await examine({ KUBECONFIG: other.kubeconfig(admin) });
    other.close();
    assert.equal(ran.code, 0);
    assert.deepEqual(shown(bad), ['right beyond need warning']);
    assert.match(bad[0]?.says ?? '', /get nodes\/proxy, create pods\/exec, list secrets/);
  });

  it('through the API server: get nodes/proxy is needed, and reported where it is missing', async () => {
    const environment = { KUBELET_ACCESS: 'proxy' };
    const good = await examine({ ...environment, KUBECONFIG: simulator.kubeconfig(proxyUser) });
    assert.deepEqual([good.ran.code, shown(good.bad)], [0, ['right get nodes/proxy warning']]);
    assert.match(good.bad[0]?.remedy ?? '', /KUBELET_ACCESS=direct/);
    const { bad, ran } = await examine(environment);
    assert.equal(ran.code, 4);
    assert.match(JSON.stringify(bad), /resources: \[\\"nodes\/proxy\\"\], verbs: \[\\"get\\"\]/);
  });

  it('settings that cannot be used are a finding, too, for people and machines', async () => {
    const { bad, ran } = await examine({ INFLUX_URL: 'influx:8086', CONCURRENCY: '-1' });
    assert.deepEqual([shown(bad), ran.code], [['settings environment and flags failed'], 2]);
    assert.match(bad[0]?.says ?? '', /2 problems[\s\S]*INFLUX_URL=http:\/\/influx:8086/);
  });

  it('no credentials, an API server that is down or answers 401: the exit code of a run', async () => {
    const none = await examine({ KUBECONFIG: '/nowhere' });
    assert.deepEqual([none.ran.code, shown(none.bad)], [2, ['credentials cluster failed']]);
    simulator.failApi({ kind: 'reset', times: Infinity });
    const away = await examine({ RUN_TIMEOUT_MS: '4000' });
    simulator.failApi(undefined);
    assert.deepEqual([away.ran.code, shown(away.bad)], [3, [`API server ${simulator.server} failed reset`]]);
    const unknown = await examine({
      KUBECONFIG: simulator.kubeconfig({ ...nobody, token: 'wrong' }),
    });
    assert.equal(unknown.ran.code, 3);
    assert.match(JSON.stringify(unknown.bad), /does not know who asks/);
  });

  for (const [title, environment, line, exitCode] of [
    ['no database', { INFLUX_DATABASE: 'nowhere' }, 'write database "nowhere" failed not_found', 2],
    ['no retention policy', { INFLUX_RETENTION_POLICY: 'none' }, 'write database "k8s" failed not_found', 2],
    ['nobody there', { INFLUX_URL: 'http://127.0.0.1:1' }, 'InfluxDB http://127.0.0.1:1 failed refused', 5],
  ] as const)
    it(`InfluxDB: ${title}: ${line}`, async () => {
      const { ran, bad } = await examine(environment);
      assert.deepEqual([shown(bad), ran.code], [[line], exitCode]);
    });

  it('a wrong password, and a user who may not write', async () => {
    const secure = await startInfluxDb({ auth: true });
    const admin = { authorization: `Basic ${Buffer.from('root:root').toString('base64')}` };
    await query(secure.url, '', "CREATE USER root WITH PASSWORD 'root' WITH ALL PRIVILEGES");
    for (const statement of [
      'CREATE DATABASE k8s',
      "CREATE USER reader WITH PASSWORD 'hunter2'",
      'GRANT READ ON k8s TO reader',
    ])
      await query(secure.url, '', statement, admin);
    const as = (name: string, password: string) =>
      examine({ INFLUX_URL: secure.url, INFLUX_USERNAME: name, INFLUX_PASSWORD: password });
    const wrong = await as('reader', 'other');
    const reader = await as('reader', 'hunter2');
    await secure.stop();
    assert.deepEqual([shown(wrong.bad), wrong.ran.code], [['write database "k8s" failed unauthorized'], 2]);
    assert.deepEqual([shown(reader.bad), reader.ran.code], [['write database "k8s" failed forbidden'], 2]);
  });

  it('a bucket: written to and read by InfluxQL; without the mapping that read needs, it says what makes it', async () => {
    const bucket = { INFLUX_DATABASE: '', INFLUX_BUCKET: 'b', INFLUX_ORG: 'o', INFLUX_TOKEN: 'hunter2' };
    await query(influx.url, '', 'CREATE DATABASE b');
    const there = { token: 'hunter2', org: 'o', bucket: 'b' };
    const facade = await startInfluxDb2Facade(influx.url, there);
    const good = await examine({ ...bucket, INFLUX_URL: facade.url });
    facade.close();
    assert.deepEqual([shown(good.bad), good.ran.code], [[], 0]);
    assert.equal(good.findings.find(({ check }) => check === 'read')?.status, 'ok');
    const unmapped = await startInfluxDb2Facade(influx.url, { ...there, isMapped: false });
    const { bad, ran } = await examine({ ...bucket, INFLUX_URL: unmapped.url });
    unmapped.close();
    assert.deepEqual([shown(bad), ran.code], [['read bucket "b" warning'], 0]);
    assert.match(bad[0]?.remedy ?? '', /DBRP.*setup-influx/);
  });

  it('a field that is stored with another type', async () => {
    await query(influx.url, '', 'CREATE DATABASE other');
    await fetch(`${influx.url}/write?db=other`, {
      method: 'POST',
      body: 'kube_node,node=a cpu_usage_nanocores=1.5',
    });
    const { bad, ran } = await examine({ INFLUX_DATABASE: 'other' });
    assert.deepEqual([shown(bad), ran.code], [['field types database "other" warning'], 0]);
    assert.match(bad[0]?.says ?? '', /kube_node\.cpu_usage_nanocores is float, not integer/);
  });

  it('for people: a table, the remedies below, and a summary', async () => {
    simulator.set('node-2', { accounts: [] });
    const { stdout, code } = await runHeapline(['doctor'], basis);
    simulator.set('node-2', {});
    assert.equal(code, 4);
    assert.match(stdout, /^✘ authentication +node-2 +it does not know who asks: 401 Unauthorized$/m);
    assert.match(stdout, /^ {4}Turn on webhook authentication/m);
    assert.match(stdout, /1 failed, \d+ skipped: a run would/);
  });
});
