import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf } from '../../../lib/kubernetes/pod-facts.ts';
import { restartsOf } from '../../../lib/model/facts.ts';
import { readerOf } from '../../../lib/util/field-reader.ts';
import { interner } from '../../../lib/util/interner.ts';

interface Pod {
  readonly metadata: object;
  readonly spec: object;
  readonly status: object;
}

describe('factsOf', () => {
  const none = new Set<string>();
  const pod = (spec: object, status: object = {}): Pod => ({
    metadata: { name: 'p', namespace: 'n' },
    spec: { containers: [{ name: 'app', resources: { requests: { cpu: '100m' } } }], ...spec },
    status,
  });
  const init = { name: 'init', image: 'i', resources: { requests: { cpu: '1' } } };
  /** Facts of both, by one sharer: what the second is told may not be the first one's. */
  const both = (one: Pod, other: Pod) => {
    const share = interner();
    return [one, other].map((each) => factsOf(readerOf(each, 100)!, none, share)!);
  };
  const cpuOf = (...pods: [Pod, Pod]) => both(...pods).map(({ requests }) => requests.cpuMillicores);

  for (const [title, one, other, cpuMillicores] of [
    ['their overhead', {}, { overhead: { cpu: '500m' } }, [100, 600]],
    ['what is asked for the pod as a whole', {}, { resources: { requests: { cpu: '2' } } }, [100, 2000]],
    [
      'whether an init container stays',
      { initContainers: [init] },
      { initContainers: [{ ...init, restartPolicy: 'Always' }] },
      [1000, 1100],
    ],
    [
      'whether a container is there at the start alone',
      { containers: [init], initContainers: [] },
      { containers: [], initContainers: [init] },
      [1000, 1000],
    ],
    [
      'what their containers ask for',
      {},
      { containers: [{ name: 'app', resources: { requests: { cpu: '200m' } } }] },
      [100, 200],
    ],
  ] as const)
    it(`tells pods apart that differ in ${title}`, () => {
      assert.deepEqual(cpuOf(pod(one), pod(other)), cpuMillicores);
    });

  it('a container is an init container where it is listed as one, whatever another pod calls it', () => {
    const facts = both(pod({ containers: [init] }), pod({ containers: [], initContainers: [init] }));
    assert.deepEqual(
      facts.map(({ containers }) => containers.map(({ isInit }) => isInit)),
      [[false], [true]],
    );
  });

  for (const [title, others] of [
    ['few', 2],
    ['many', 40],
  ] as const)
    it(`restarts are those of the container's own kind, of ${title} that are told`, () => {
      const statuses = (restartCount: number) => [
        ...Array.from({ length: others }, (_, index) => ({ name: `other-${index}`, restartCount: 99 })),
        { name: 'app', restartCount },
      ];
      const spec = { containers: [{ name: 'app' }], initContainers: [{ name: 'app' }, { name: 'untold' }] };
      const status = { containerStatuses: statuses(3), initContainerStatuses: statuses(5) };
      const [facts] = both(pod(spec, status), pod({}));
      assert.deepEqual(
        facts?.containers.map(({ restarts }) => restarts),
        [3, 5, undefined],
      );
    });

  it('restarts of a pod are those of its containers; with those of sidecars, which keep running, as kubectl has them', () => {
    const spec = {
      containers: [{ name: 'app' }],
      initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'init' }],
    };
    const status = {
      containerStatuses: [{ name: 'app', restartCount: 1 }],
      initContainerStatuses: [
        { name: 'proxy', restartCount: 7 },
        { name: 'init', restartCount: 20 },
      ],
    };
    const [facts] = both(pod(spec, status), pod({}));
    assert.deepEqual(facts && [restartsOf(facts), restartsOf(facts, true)], [1, 8]);
  });

  it('pods with equal facts share their strings', () => {
    const [one, other] = both(pod({ overhead: { cpu: '1' } }), pod({ overhead: { cpu: '1' } }));
    assert.equal(one?.containers, other?.containers);
    assert.equal(one?.requests, other?.requests);
    assert.equal(one?.labels, other?.labels);
  });
});
