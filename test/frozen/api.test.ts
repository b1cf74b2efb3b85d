import { it } from 'node:test';
import { answerHeapster, type HeapsterSources } from '../../lib/app/heapster-api/heapster-handler.ts';
import { answerApi, type Sources } from '../../lib/app/metrics-api/metrics-handler.ts';
import type { MeasuredObject } from '../../lib/transform/measured.ts';
import { noTrust } from '../../lib/app/metrics-api/trust.ts';
import { assertFrozen } from './golden.ts';

const nowMs = Date.UTC(2026, 10, 23, 15, 0, 5);
const usage = (share: number) => ({
  timestampMs: nowMs - 7000 * share,
  windowMs: 60_000,
  nanoCores: share * 1.5e6,
  memoryBytes: share * 2 ** 20,
  newest: {
    pointMs: nowMs,
    timeMs: nowMs,
    swapBytes: share === 2 ? 4096 : undefined,
    ephemeralStorageBytes: share === 2 ? 8192 : undefined,
  },
});
const node = (name: string, share: number): MeasuredObject => ({
  namespace: undefined,
  name,
  newestMs: nowMs,
  parts: [{ name: undefined, usage: usage(share) }],
});
const pod = (namespace: string, name: string): MeasuredObject => ({
  namespace,
  name,
  newestMs: nowMs,
  parts: [
    { name: 'app', usage: usage(1) },
    { name: 'sidecar', usage: usage(2) },
  ],
});
const measured = { nodes: [node('n1', 1), node('n2', 2)], pods: [pod('a', 'p1'), pod('b', 'p1')] };
const live = {
  nodes: new Map<string, Record<string, string>>([
    ['/n1', { pool: 'x' }],
    ['/n2', {}],
  ]),
  pods: new Map<string, Record<string, string>>([
    ['a/p1', { app: 'web' }],
    ['b/p1', {}],
    ['b/new', {}],
  ]),
};
const now = () => nowMs;
const sources: Sources = {
  isSettled: () => true,
  trust: () => noTrust,
  reviewToken: () => Promise.resolve({ name: 'u', groups: [], extra: {} }),
  reviewAccess: () => Promise.resolve({ isAllowed: true, reason: undefined }),
  measured: (resource) => Promise.resolve(measured[resource]),
  live: (resource) => live[resource],
  now,
};
const heapsterSources: HeapsterSources = {
  measured: sources.measured,
  live: sources.live,
  freshMs: 300_000,
  now,
  metricNames: () => ['cpu/usage_rate', 'memory/working_set'],
  history: (_set, _metric, objects) =>
    Promise.resolve(objects.map((_, index) => new Map([[nowMs - 60_000, 10 + index]]))),
};

const tableType = 'application/json;as=Table;g=meta.k8s.io;v=v1';
const v1 = '/apis/metrics.k8s.io/v1';
const v1beta1 = '/apis/metrics.k8s.io/v1beta1';
const metricsPaths = [
  ['/healthz'],
  ['/readyz'],
  ['/livez'],
  ['/apis'],
  ['/apis/metrics.k8s.io'],
  [v1],
  [v1beta1],
  [`${v1beta1}/nodes`],
  [`${v1beta1}/nodes`, tableType],
  [`${v1}/nodes/n2`],
  [`${v1beta1}/nodes/none`],
  [`${v1}/pods`],
  [`${v1beta1}/pods`, tableType],
  [`${v1beta1}/pods?labelSelector=app`],
  [`${v1beta1}/pods?labelSelector=(`],
  [`${v1beta1}/pods?fieldSelector=spec.nodeName%3Dn1`],
  [`${v1beta1}/namespaces/a/pods/p1`],
  [`${v1beta1}/namespaces/a/pods/p1?pretty=true`],
  [`${v1beta1}/nodes?watch=true`],
  [`${v1beta1}/nodes`, 'text/html'],
  ['/openapi/v2'],
  ['/nothing'],
] as const;
const heapsterPaths = [
  '/healthz',
  '/apis/metrics/v1alpha1/nodes',
  '/apis/metrics/v1alpha1/nodes/n2',
  '/apis/metrics/v1alpha1/pods',
  '/apis/metrics/v1alpha1/namespaces/a/pods/p1',
  '/apis/metrics/v1alpha1/pods?labelSelector=app',
  '/api/v1/model/metrics',
  '/api/v1/model/nodes',
  '/api/v1/model/nodes/n1/metrics/cpu/usage_rate',
  '/api/v1/model/namespaces',
  '/api/v1/model/namespaces/a/pods',
  '/api/v1/model/namespaces/a/pods/p1/metrics/memory/working_set',
  '/api/v1/model/namespaces/a/pod-list/p1,p2/metrics/cpu/usage_rate',
  '/api/v1/model/nodes/n1/metrics/cpu/usage_rate?start=never',
  '/api/v1/model/nothing',
];

it('the raw answers of both APIs are the same as ever', async () => {
  const told: string[] = [];
  const tell = (question: string, answer: object) => {
    const { body, ...head } = answer as { body: string | Iterable<string> };
    told.push(
      `${question}\n${JSON.stringify(head)}\n${typeof body === 'string' ? body : [...body].join('')}\n`,
    );
  };
  for (const [url, accept] of metricsPaths) {
    const request = {
      method: 'GET',
      url,
      accept,
      ifNoneMatch: undefined,
      certificate: undefined,
      isCertificateRefused: false,
      rawHeaders: ['Authorization', 'Bearer x'],
    };
    tell(`GET ${url} ${accept ?? ''}`, await answerApi(request, sources));
  }
  for (const url of heapsterPaths) tell(`GET ${url}`, await answerHeapster(url, heapsterSources));
  assertFrozen('api.txt', told.join('\n'));
});
