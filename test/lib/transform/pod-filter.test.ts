import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podFilter } from '../../../lib/transform/pod-filter.ts';

describe('podFilter', () => {
  const pods = [
    ['heapline', 'heapline-29924754-abcde'],
    ['heapline', 'heapline-29924754-3-abcde'],
    ['heapline', 'heapline-resize-29924750-abcde'],
    ['heapline', 'heapline-manual-1'],
    ['other', 'heapline-29924754-abcde'],
    ['kube-system', 'dns'],
  ].map(([namespace, pod]) => ({ namespace, pod, workloadKind: pod === 'dns' ? 'Deployment' : 'CronJob' }));
  const left = (skips: Partial<Parameters<typeof podFilter>[0]>) => {
    const all = { namespaces: [], ownNamespace: undefined, ownJob: undefined, ownerKinds: [], ...skips };
    const isSkipped = podFilter(all);
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
    assert.equal(left({ namespaces: ['kube-system'] }).length, 5));

  it('leaves out the pods of the kinds of workloads that are named', () =>
    assert.deepEqual(left({ ownerKinds: ['CronJob'] }), ['dns']));

  it('leaves out nothing where nothing is known', () =>
    assert.equal(left({ ownNamespace: 'heapline' }).length, 6));
});
