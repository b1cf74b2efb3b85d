import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Attributes } from '../../../../lib/model/access-review.ts';
import { AppError, exitCodes } from '../../../../lib/errors/app-error.ts';
import { answerApi, type Sources } from '../../../../lib/app/metrics-api/metrics-handler.ts';
import type { MeasuredObject } from '../../../../lib/transform/measured.ts';
import { noTrust } from '../../../../lib/app/metrics-api/trust.ts';

const nowMs = Date.UTC(2026, 10, 23, 15, 0, 5);
const usage = (share: number, secondsAgo = 7, swapBytes?: number) => ({
  timestampMs: nowMs - secondsAgo * 1000,
  windowMs: 60_000,
  nanoCores: share * 1e6,
  memoryBytes: share * 2 ** 20,
  newest: { pointMs: nowMs, timeMs: nowMs, swapBytes },
});
const node = (name: string, share: number): MeasuredObject => ({
  namespace: undefined,
  name,
  newestMs: nowMs,
  parts: [{ name: undefined, usage: usage(share, 7, share === 2 ? 4096 : undefined) }],
});
const pod = (namespace: string, name: string): MeasuredObject => ({
  namespace,
  name,
  newestMs: nowMs,
  parts: [
    { name: 'app', usage: usage(12) },
    { name: 'sidecar', usage: { ...usage(3, 9), windowMs: 59_000 } },
  ],
});
const measured = {
  nodes: [node('n1', 1), node('n2', 2), node('gone', 3)],
  pods: [pod('a', 'p1'), pod('a', 'p2'), pod('b', 'p1')],
};
const live = {
  nodes: new Map<string, Record<string, string>>([
    ['/n1', { pool: 'x' }],
    ['/n2', { pool: 'y' }],
    ['/new', {}],
  ]),
  pods: new Map<string, Record<string, string>>([
    ['a/p1', { app: 'web' }],
    ['a/p2', {}],
    ['b/p1', { app: 'db' }],
    ['b/new', {}],
  ]),
};

function ask(path: string, accept?: string, sources: Partial<Sources> = {}) {
  const request = {
    method: 'GET',
    url: `/apis/metrics.k8s.io/v1beta1/${path}`,
    accept,
    ifNoneMatch: undefined,
    certificate: undefined,
    isCertificateRefused: false,
    rawHeaders: ['Authorization', 'Bearer x'],
  };
  return answerApi(request, {
    isSettled: () => true,
    trust: () => noTrust,
    reviewToken: () => Promise.resolve({ name: 'u', groups: [], extra: {} }),
    reviewAccess: () => Promise.resolve({ isAllowed: true, reason: undefined }),
    measured: (resource) => Promise.resolve(measured[resource]),
    live: (resource) => live[resource],
    now: () => nowMs,
    ...sources,
  });
}

async function bodyOf(...question: Parameters<typeof ask>): Promise<Record<string, unknown>> {
  const { body } = await ask(...question);
  return JSON.parse(typeof body === 'string' ? body : [...body].join('')) as Record<string, unknown>;
}

describe('an answer of the metrics API', () => {
  it('is a NodeMetrics', async () => {
    assert.deepEqual(await bodyOf('nodes/n1'), {
      kind: 'NodeMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: { name: 'n1', creationTimestamp: '2026-11-23T15:00:05Z', labels: { pool: 'x' } },
      timestamp: '2026-11-23T14:59:58Z',
      window: '1m0s',
      usage: { cpu: '1m', memory: '1Mi' },
    });
  });

  it('is a PodMetrics, at the time of the container that was read first', async () => {
    assert.deepEqual(await bodyOf('namespaces/a/pods/p1'), {
      kind: 'PodMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: {
        name: 'p1',
        namespace: 'a',
        creationTimestamp: '2026-11-23T15:00:05Z',
        labels: { app: 'web' },
      },
      timestamp: '2026-11-23T14:59:56Z',
      window: '59s',
      containers: [
        { name: 'app', usage: { cpu: '12m', memory: '12Mi' } },
        { name: 'sidecar', usage: { cpu: '3m', memory: '3Mi' } },
      ],
    });
  });

  for (const [path, names] of [
    ['nodes', ['n1', 'n2']],
    ['nodes?labelSelector=pool%3Dy', ['n2']],
    ['nodes?fieldSelector=metadata.name%3Dn1', ['n1']],
    ['nodes?labelSelector=pool%3Dz', []],
    ['nodes?limit=1&resourceVersion=0', ['n1', 'n2']],
    ['nodes?watch=false', ['n1', 'n2']],
    ['pods', ['a/p1', 'a/p2', 'b/p1']],
    ['namespaces/a/pods', ['a/p1', 'a/p2']],
    ['namespaces/a/pods/', ['a/p1', 'a/p2']],
    ['namespaces/nobody/pods', []],
    ['pods?labelSelector=app', ['a/p1', 'b/p1']],
    ['pods?fieldSelector=metadata.namespace%3Db', ['b/p1']],
    ['pods?fieldSelector=metadata.name%3Dp1,metadata.namespace!%3Da', ['b/p1']],
  ] as const)
    it(`${path}: of what is there now, what is measured and selected`, async () => {
      const { kind, items, metadata } = await bodyOf(path);
      assert.deepEqual([kind, metadata], [path.includes('pods') ? 'PodMetricsList' : 'NodeMetricsList', {}]);
      const found = items as { kind?: string; metadata: { name: string; namespace?: string } }[];
      assert.deepEqual(
        found.map(({ metadata: { name, namespace } }) => (namespace ? `${namespace}/${name}` : name)),
        names,
      );
      assert.ok(found.every((item) => item.kind === undefined));
    });

  for (const [path, message, details] of [
    ['nodes/nobody', 'nodes "nobody" not found', { name: 'nobody', kind: 'nodes' }],
    ['nodes/gone', 'nodes "gone" not found', { name: 'gone', kind: 'nodes' }],
    [
      'nodes/new',
      'nodemetrics.metrics.k8s.io "new" not found',
      { name: 'new', group: 'metrics.k8s.io', kind: 'nodemetrics' },
    ],
    ['namespaces/b/pods/nobody', 'pods "nobody" not found', { name: 'nobody', kind: 'pods' }],
    ['namespaces/b/pods/p2', 'pods "p2" not found', { name: 'p2', kind: 'pods' }],
    [
      'namespaces/b/pods/new',
      'podmetrics.metrics.k8s.io "b/new" not found',
      { name: 'b/new', group: 'metrics.k8s.io', kind: 'podmetrics' },
    ],
    ['pods/p1', 'the server could not find the requested resource', {}],
    ['namespaces/a/nodes', 'the server could not find the requested resource', {}],
    ['namespaces/a/pods/p1/status', 'the server could not find the requested resource', {}],
    ['watch/nodes', 'the server could not find the requested resource', {}],
  ] as const)
    it(`${path}: 404`, async () => {
      assert.deepEqual(await bodyOf(path), {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message,
        reason: 'NotFound',
        details,
        code: 404,
      });
    });

  for (const [path, accept, code, reason, words] of [
    [
      'nodes?watch=true',
      undefined,
      405,
      'MethodNotAllowed',
      /^watch is not supported on resources of kind "nodes.metrics.k8s.io"$/,
    ],
    ['pods?watch', undefined, 405, 'MethodNotAllowed', /"pods.metrics.k8s.io"/],
    ['nodes?labelSelector=%28', undefined, 400, 'BadRequest', /unable to parse requirement/],
    ['nodes?fieldSelector=spec.x%3Dy', undefined, 400, 'BadRequest', /is not a known field selector/],
    [
      'nodes',
      'application/vnd.kubernetes.protobuf',
      406,
      'NotAcceptable',
      /only the following media types are accepted: application\/json/,
    ],
    ['', 'text/html', 406, 'NotAcceptable', /only the following/],
    [
      'nodes?includeObject=all',
      'application/json;as=Table;v=v1;g=meta.k8s.io',
      400,
      'BadRequest',
      /Unable to convert to Table as requested: includeObject: Invalid value: "all"/,
    ],
  ] as const)
    it(`${path || 'the resources'}, ${accept ?? 'anything'}: ${code}`, async () => {
      const { status } = await ask(path, accept);
      const body = await bodyOf(path, accept);
      assert.deepEqual([status, body['code'], body['reason']], [code, code, reason]);
      assert.match(String(body['message']), words);
    });

  for (const version of ['v1', 'v1beta1'])
    it(`as a table of meta.k8s.io/${version} it has what any of the rows has, and pods as sums`, async () => {
      const accept = `application/json;as=Table;v=${version};g=meta.k8s.io`;
      const nodes = await bodyOf('nodes', accept);
      assert.deepEqual([nodes['kind'], nodes['apiVersion']], ['Table', `meta.k8s.io/${version}`]);
      assert.deepEqual(
        (nodes['columnDefinitions'] as { name: string; type: string; format: string }[]).map(
          ({ name, type, format }) => `${name} ${type} ${format}`,
        ),
        [
          'Name string name',
          'cpu string quantity',
          'memory string quantity',
          'swap string quantity',
          'Window string duration',
        ],
      );
      const rows = nodes['rows'] as { cells: string[]; object: { kind: string; apiVersion: string } }[];
      assert.deepEqual(
        rows.map(({ cells }) => cells),
        [
          ['n1', '1m', '1Mi', '', '1m0s'],
          ['n2', '2m', '2Mi', '4Ki', '1m0s'],
        ],
      );
      assert.deepEqual(rows[0]?.object.kind, 'PartialObjectMetadata');
      const one = await bodyOf('namespaces/a/pods/p1', accept);
      assert.deepEqual((one['rows'] as typeof rows)[0]?.cells, ['p1', '15m', '15Mi', '59s']);
    });

  for (const [included, kind] of [
    ['None', undefined],
    ['Metadata', 'PartialObjectMetadata'],
    ['Object', 'NodeMetrics'],
  ] as const)
    it(`a table carries of each object: ${included}`, async () => {
      const { rows } = await bodyOf(
        `nodes/n1?includeObject=${included}`,
        'application/json;as=Table;v=v1;g=meta.k8s.io',
      );
      const [{ object } = {}] = rows as { object: { kind: string } | null }[];
      assert.equal(object?.kind, kind);
    });

  it('is names and labels alone for clients that accept PartialObjectMetadata', async () => {
    const { kind, items } = await bodyOf(
      'nodes',
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    );
    assert.deepEqual([kind, (items as object[]).length], ['PartialObjectMetadataList', 2]);
  });

  it('to a list of one name needs permission for that name alone', async () => {
    const asked: Attributes[] = [];
    await ask('namespaces/a/pods?fieldSelector=metadata.name%3Dp1', undefined, {
      reviewAccess: (_, attributes) => {
        asked.push(attributes);
        return Promise.resolve({ isAllowed: true, reason: undefined });
      },
    });
    assert.deepEqual(asked, [
      {
        verb: 'list',
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        resource: 'pods',
        namespace: 'a',
        name: 'p1',
      },
    ]);
  });

  it('is 403 with the API server’s reason, for a user without permission', async () => {
    const body = await bodyOf('namespaces/a/pods/p1', undefined, {
      reviewAccess: () => Promise.resolve({ isAllowed: false, reason: 'no role' }),
    });
    assert.deepEqual(
      [body['code'], body['details']],
      [403, { name: 'p1', group: 'metrics.k8s.io', kind: 'pods' }],
    );
    assert.equal(
      body['message'],
      'pods.metrics.k8s.io "p1" is forbidden: User "u" cannot get resource "pods" in API group "metrics.k8s.io" in the namespace "a": no role',
    );
  });

  it('is 500 where the API server fails to review access, and 503 before it has given its authorities', async () => {
    const error = new AppError('no answer', {
      code: 'api_timeout',
      remedy: '',
      exitCode: exitCodes.discovery,
    });
    const refused = await bodyOf('nodes', undefined, { reviewAccess: () => Promise.reject(error) });
    assert.deepEqual([refused['code'], refused['reason']], [500, 'InternalError']);
    const early = await bodyOf('nodes', undefined, { trust: () => undefined });
    assert.deepEqual([early['code'], early['reason']], [503, 'ServiceUnavailable']);
  });
});
