import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heapsterRoute } from '../../../../lib/app/heapster-api/heapster-route.ts';

const metric = (set: string, metric: string, ...objects: string[][]) => ({
  about: 'metric',
  set,
  metric,
  objects,
  isList: false,
});

describe('a path of Heapster’s', () => {
  for (const [path, asked] of [
    ['/healthz', { about: 'health' }],
    ['/livez/', { about: 'life' }],
    ['/apis/metrics/v1alpha1/nodes', { about: 'node-usage', node: undefined }],
    ['/apis/metrics/v1alpha1/nodes/', { about: 'node-usage', node: undefined }],
    ['/apis/metrics.k8s.io/v1alpha1/nodes/n', { about: 'node-usage', node: 'n' }],
    ['/apis/metrics/v1alpha1/pods', { about: 'pod-usage', namespace: undefined, pod: undefined }],
    ['/apis/metrics/v1alpha1/namespaces/a/pods/', { about: 'pod-usage', namespace: 'a', pod: undefined }],
    ['/apis/metrics/v1alpha1/namespaces/a/pods/p', { about: 'pod-usage', namespace: 'a', pod: 'p' }],
    ['/api/v1/model/metrics/', { about: 'metric-names', set: 'cluster' }],
    ['/api/v1/model/metrics/cpu/usage_rate', metric('cluster', 'cpu/usage_rate', [])],
    ['/api/v1/model/nodes/', { about: 'names', of: 'nodes' }],
    ['/api/v1/model/nodes/n/metrics', { about: 'metric-names', set: 'node' }],
    ['/api/v1/model/nodes/n/metrics/memory/usage', metric('node', 'memory/usage', ['n'])],
    [
      '/api/v1/model/nodes/n/freecontainers/kubelet/metrics/cpu-usage',
      metric('sys_container', 'cpu-usage', ['n', 'kubelet']),
    ],
    ['/api/v1/model/namespaces', { about: 'names', of: 'namespaces' }],
    ['/api/v1/model/namespaces/a/metrics/cpu/limit', metric('ns', 'cpu/limit', ['a'])],
    ['/api/v1/model/namespaces/a/pods', { about: 'names', of: 'pods', namespace: 'a' }],
    ['/api/v1/model/namespaces/a/pods/p/metrics', { about: 'metric-names', set: 'pod' }],
    ['/api/v1/model/namespaces/a/pods/p/metrics/uptime', metric('pod', 'uptime', ['a', 'p'])],
    [
      '/api/v1/model/namespaces/a/pods/p/containers/',
      { about: 'names', of: 'containers', namespace: 'a', pod: 'p' },
    ],
    [
      '/api/v1/model/namespaces/a/pods/p/containers/c/metrics/',
      { about: 'metric-names', set: 'pod_container' },
    ],
    [
      '/api/v1/model/namespaces/a/pods/p/containers/c/metrics/cpu/usage',
      metric('pod_container', 'cpu/usage', ['a', 'p', 'c']),
    ],
    [
      '/api/v1/model/namespaces/a/pod-list/p,q/metrics/cpu/usage_rate',
      { ...metric('pod', 'cpu/usage_rate', ['a', 'p'], ['a', 'q']), isList: true },
    ],
    ['/api/v1/model/nodes/n%2Fm/metrics/uptime', metric('node', 'uptime', ['n/m'])],
    ['/', { about: 'nothing' }],
    ['/api/v1/model', { about: 'nothing' }],
    ['/api/v1/model/nodes/n', { about: 'nothing' }],
    ['/api/v1/model/namespaces/a/pod-list/p', { about: 'nothing' }],
    ['/apis/metrics/v1beta1/nodes', { about: 'nothing' }],
    ['/apis/metrics/v1alpha1/namespaces/a', { about: 'nothing' }],
    ['/healthz/more', { about: 'nothing' }],
  ] as const)
    it(path, () => assert.deepEqual(heapsterRoute(path), asked));
});
