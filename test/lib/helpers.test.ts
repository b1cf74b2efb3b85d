import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { causes } from '../../lib/causes.ts';
import { AppError, errorChain } from '../../lib/errors.ts';
import { skipper } from '../../lib/skip.ts';
import { startTimeLimits } from '../../lib/time-limits.ts';
import { webProxyFor } from '../../lib/web-proxy.ts';

describe('webProxyFor', () => {
  const proxy = 'http://proxy:3128';
  for (const [url, environment, expected] of [
    ['https://api:6443', {}, undefined],
    ['https://api:6443', { HTTPS_PROXY: proxy }, proxy],
    ['https://api:6443', { https_proxy: proxy }, proxy],
    ['https://api:6443', { HTTP_PROXY: proxy }, undefined],
    ['http://influx:8086', { HTTP_PROXY: proxy }, proxy],
    ['https://api:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'api' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'x, .corp.example' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example:443' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example:8443' }, proxy],
    ['https://notcorp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example' }, proxy],
    ['https://10.96.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.96.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, proxy],
    ['https://[fd00::1]:443', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
    ['https://api', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
    ['https://api', { HTTPS_PROXY: 'proxy:3128' }, proxy],
  ] as const)
    it(`${url} with ${JSON.stringify(environment)}: ${expected ?? 'none'}`, () =>
      assert.equal(webProxyFor(url, environment), expected));
});

it('webProxyFor refuses what is no proxy, and does not quote it', () => {
  for (const HTTPS_PROXY of ['socks5://u:hunter2@p', 'http://u:hunter2%zz@p:1', 'http://:::hunter2'])
    assert.throws(
      () => webProxyFor('https://api', { HTTPS_PROXY }),
      (error: unknown) =>
        error instanceof AppError && error.exitCode === 2 && !error.message.includes('hunter2'),
    );
});

describe('skipper', () => {
  const pods = [
    ['heapline', 'heapline-29924754-abcde'],
    ['heapline', 'heapline-manual-1'],
    ['other', 'heapline-29924754-abcde'],
    ['kube-system', 'dns'],
  ].map(([namespace, pod]) => ({ namespace, pod, workloadKind: pod === 'dns' ? 'Deployment' : 'CronJob' }));
  const left = (skips: Partial<Parameters<typeof skipper>[0]>) => {
    const all = { namespaces: [], ownNamespace: undefined, ownJob: undefined, ownerKinds: [], ...skips };
    const isSkipped = skipper(all);
    return pods.filter((pod) => !isSkipped(pod)).map(({ pod }) => pod);
  };

  it('leaves out heapline’s own pods, those of every minute, and no others', () => {
    assert.deepEqual(left({ ownNamespace: 'heapline', ownJob: 'heapline-29924799' }), [
      'heapline-manual-1',
      'heapline-29924754-abcde',
      'dns',
    ]);
  });

  it('leaves out the namespaces that are named', () =>
    assert.equal(left({ namespaces: ['kube-system'] }).length, 3));

  it('leaves out the pods of the kinds of workloads that are named', () =>
    assert.deepEqual(left({ ownerKinds: ['CronJob'] }), ['dns']));

  it('leaves out nothing where nothing is known', () =>
    assert.equal(left({ ownNamespace: 'heapline' }).length, 4));
});

describe('causes', () => {
  for (const [name, { remedy }] of Object.entries(causes))
    for (const access of ['direct', 'proxy', 'readonly'] as const)
      it(`${name} has a remedy for ${access}`, () =>
        assert.ok(remedy({ access, detail: '', timeoutMs: 1, addressTypes: 'InternalIP' }).length > 20));

  for (const [detail, rule] of [
    [
      'Forbidden (user=u, verb=get, resource=nodes, subresource=stats)',
      'resources: ["nodes/stats"], verbs: ["get"]',
    ],
    [
      'Forbidden (user=u, verb=create, resource=nodes, subresource(s)=[stats])',
      'resources: ["nodes/stats"], verbs: ["create"]',
    ],
    [
      'nodes "a" is forbidden: User "u" cannot get resource "nodes/proxy" in API group ""',
      'resources: ["nodes/proxy"], verbs: ["get"]',
    ],
  ] as const)
    it(`tells the rule from "${detail}"`, () => {
      const facts = { access: 'direct', detail, timeoutMs: 1, addressTypes: '' } as const;
      assert.ok(causes.forbidden.remedy(facts).includes(rule));
    });
});

describe('startTimeLimits', () => {
  it('an interruption ends the asking at once, and not the writing', () => {
    const interrupt = new AbortController();
    const limits = startTimeLimits(
      { sweepTimeoutMs: 1e5, runTimeoutMs: 2e5 },
      { now: () => 5, interrupt: interrupt.signal },
    );
    assert.deepEqual([limits.startMs, limits.runDeadlineMs], [5, 200_005]);
    interrupt.abort('SIGTERM was received');
    assert.deepEqual([limits.sweep.reason, limits.run.aborted], ['SIGTERM was received', false]);
  });

  for (const [title, timeouts, reason] of [
    [
      'leaves a quarter of a short run to the writing',
      { sweepTimeoutMs: 1e5, runTimeoutMs: 200 },
      'three quarters of RUN_TIMEOUT_MS=200 was over',
    ],
    [
      'the sweep ends before the run',
      { sweepTimeoutMs: 20, runTimeoutMs: 1e5 },
      'SWEEP_TIMEOUT_MS=20 was over',
    ],
  ] as const)
    it(title, async () => {
      const limits = startTimeLimits(timeouts, { now: Date.now, interrupt: new AbortController().signal });
      const keepAlive = setTimeout(() => undefined, 10_000);
      await new Promise((resolve) => limits.sweep.addEventListener('abort', resolve));
      clearTimeout(keepAlive);
      assert.deepEqual([limits.sweep.reason, limits.run.aborted], [reason, false]);
    });
});

it('errorChain follows causes and the parts of an AggregateError', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const chain = errorChain(new Error('outer', { cause: new AggregateError([refused]) }));
  assert.deepEqual(
    chain.map(({ code }) => code),
    ['Error', 'AggregateError', 'ECONNREFUSED'],
  );
});
