import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptySample } from '../../../lib/model/empty-sample.ts';
import { enrich } from '../../../lib/transform/enrich.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { containerFacts, nodeFacts, podFacts } from '../../setup/facts.ts';

const node = emptySample('node', 'summary', { node: 'node-a' });
const sample = (kind: Sample['kind'], pod: string, container?: string): Sample => ({
  ...emptySample(kind, 'summary', { node: 'node-a', namespace: 'shop', pod, container }),
  memory: { usageBytes: 1 },
});
const app = containerFacts({ name: 'app', image: 'app:1', restarts: 2, requests: { cpuMillicores: 100 } });
const helper = containerFacts({ name: 'helper', requests: { cpuMillicores: 30 } });
const init = containerFacts({ name: 'init', isInit: true, requests: { cpuMillicores: 900 } });
const cart = podFacts({ containers: [app, helper, init], requests: { cpuMillicores: 900 } });

const named = (samples: readonly Sample[]) =>
  samples.map(({ kind, pod, container, memory }) =>
    [kind, pod, container, memory ? 'measured' : 'facts alone'].filter(Boolean).join(' '),
  );

describe('enrich', () => {
  it('gives pods and containers what the API says of them', () => {
    const [, pod, container] = enrich(
      [node, sample('pod', 'cart-1'), sample('container', 'cart-1', 'app')],
      nodeFacts(),
      [cart],
    );
    assert.equal(pod?.podFacts, cart);
    assert.equal(container?.podFacts, cart);
    assert.equal(container.containerFacts, app);
  });

  it('a container without statistics gets a sample with its facts alone, an init container gets none', () =>
    assert.deepEqual(
      named(
        enrich([node, sample('pod', 'cart-1'), sample('container', 'cart-1', 'app')], nodeFacts(), [cart]),
      ),
      [
        'node facts alone',
        'pod cart-1 measured',
        'container cart-1 app measured',
        'container cart-1 helper facts alone',
      ],
    ));

  it('a pod that only its containers tell of gets a sample before them', () =>
    assert.deepEqual(named(enrich([node, sample('container', 'other', 'x')], nodeFacts(), [])), [
      'node facts alone',
      'pod other facts alone',
      'container other x measured',
    ]));

  it('a pod without any statistics gets none', () =>
    assert.deepEqual(named(enrich([node], nodeFacts(), [cart])), ['node facts alone']));

  it('a pod of the same name in another namespace is another pod', () => {
    const [, pod] = enrich([node, sample('pod', 'cart-1')], nodeFacts(), [podFacts({ namespace: 'test' })]);
    assert.equal(pod?.podFacts, undefined);
  });

  it('a node holds what all of its pods ask for, measured or not, but for those that are done', () => {
    const waiting = podFacts({ name: 'b', requests: { cpuMillicores: 50 } });
    const done = podFacts({ name: 'c', phase: 'Succeeded', requests: { cpuMillicores: 7000 } });
    const [first] = enrich([node, sample('pod', 'cart-1')], nodeFacts(), [cart, waiting, done]);
    assert.equal(first?.nodeFacts?.requests?.cpuMillicores, 950);
    // Heapster counted ordinary containers of pods with statistics.
    assert.equal(first.nodeFacts.containerRequests?.cpuMillicores, 130);
  });

  it('without pods from the API nothing is claimed: sums and facts stay absent', () => {
    const [first, pod] = enrich([node, sample('pod', 'cart-1')], nodeFacts(), undefined);
    assert.equal(first?.nodeFacts?.requests, undefined);
    assert.equal(first?.nodeFacts?.containerRequests, undefined);
    assert.equal(pod?.podFacts, undefined);
  });
});
