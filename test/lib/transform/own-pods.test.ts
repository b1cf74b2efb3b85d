import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptySample } from '../../../lib/model/empty-sample.ts';
import { ownPods } from '../../../lib/transform/own-pods.ts';
import { podNameSet } from '../../../lib/util/pod-name-set.ts';
import { podFacts } from '../../setup/facts.ts';

const node = emptySample('node', 'summary', { node: 'a' });
const pod = (name: string) => emptySample('pod', 'summary', { node: 'a', namespace: 'shop', pod: name });
const container = (name: string) =>
  emptySample('container', 'summary', { node: 'a', namespace: 'shop', pod: name, container: 'c' });
const own = { ...pod('mine'), podFacts: podFacts({ name: 'mine' }) };
const isBound = podNameSet([[podFacts({ name: 'mine' }), podFacts({ name: 'web-1', node: 'b' })]]);

describe('ownPods', () => {
  it('leaves out a pod that is bound to another node, with its containers, and reports it', () =>
    assert.deepEqual(ownPods([node, own, pod('web-1'), container('web-1'), pod('new')], isBound), {
      samples: [node, own, pod('new')],
      invalid: [{ path: 'shop/web-1', reason: 'it is bound to another node' }],
    }));

  it('drops all unknown pods where there are more than can have been created since discovery', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => pod(`new-${index}`));
    const few = ownPods([node, own, ...many(200)], isBound);
    assert.deepEqual([few.samples.length, few.invalid], [202, []]);
    const { samples, invalid } = ownPods([node, own, ...many(201)], isBound);
    assert.deepEqual(samples, [node, own]);
    assert.equal(invalid.length, 201);
    assert.deepEqual(invalid[0], {
      path: 'shop/new-0',
      reason: 'one of 201 that the API does not know',
    });
  });

  it('leaves everything where pods are not known', () => {
    const samples = [node, pod('web-1')];
    assert.deepEqual(ownPods(samples, undefined), { samples, invalid: [] });
  });
});
