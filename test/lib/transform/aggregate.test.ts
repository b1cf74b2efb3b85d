import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withPodTotals } from '../../../lib/transform/pod-totals.ts';
import { startRollUps } from '../../../lib/transform/roll-ups.ts';
import { decode } from '../../../lib/decode/decode.ts';
import { enrich } from '../../../lib/transform/enrich.ts';
import type { PodFacts } from '../../../lib/model/facts.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { containerFacts, nodeFacts, podFacts } from '../../setup/facts.ts';
import { awkwardPods } from '../../setup/awkward-pods.ts';

const runMinuteMs = Date.parse('2026-01-01T00:01:00Z');

const walk = (
  body: object,
  pods: readonly PodFacts[] | undefined,
  source: 'summary' | 'container' = 'summary',
) => {
  const decoded = decode(source, Buffer.from(JSON.stringify(body)), 'node-a', runMinuteMs);
  assert.ok(decoded.ok);
  return withPodTotals(enrich(decoded.samples, nodeFacts(), pods), runMinuteMs);
};
const podOf = (samples: readonly Sample[], name: string) =>
  samples.find(({ kind, pod }) => kind === 'pod' && pod === name);

describe('a pod’s numbers', () => {
  const samples = walk(awkwardPods, undefined);

  it('are its cgroup’s where that uses more than its containers together: the pause container is counted, once', () => {
    const pod = podOf(samples, 'roomy');
    assert.equal(pod?.cpu?.usageNanoCores, 1000);
    assert.equal(pod.memory?.workingSetBytes, 500);
  });

  it('are its cgroup’s where a container is missing', () => {
    const pod = podOf(samples, 'one-missing');
    assert.equal(pod?.cpu?.usageNanoCores, 300);
    assert.equal(pod.memory?.workingSetBytes, 90);
  });

  it('are the sum of its containers, each number by itself, where the cgroup does not tell; at the run’s minute', () => {
    const pod = podOf(samples, 'no-cgroup');
    const memory = pod?.memory;
    assert.equal(pod?.cpu?.usageNanoCores, 70);
    assert.equal(memory?.workingSetBytes, 30);
    assert.equal(memory.usageBytes, 20);
    assert.equal(pod.cpu.timeMs, runMinuteMs);
    assert.equal(pod.cpu.usageCoreNanoSeconds, undefined, 'a sum of counters is no counter');
  });

  it('of two containers of one name count the one that started later', () => {
    const pod = podOf(samples, 'two-of-one-name');
    assert.equal(pod?.cpu?.usageNanoCores, 5);
  });

  it('on the host’s network are its own, and its traffic stays the node’s', () => {
    const pod = podOf(samples, 'host-network');
    assert.equal(pod?.cpu?.usageNanoCores, 40);
    assert.deepEqual(pod.interfaces, []);
  });

  it('without a cgroup but with a sandbox count the sandbox once', () => {
    const stats = (total: number[], memory: number) =>
      total.map((count, sample) => ({
        timestamp: `2026-01-01T00:00:${10 + 10 * sample}Z`,
        cpu: { usage: { total: count } },
        memory: { usage: memory, working_set: memory },
      }));
    const labels = (container: string) => ({
      'io.kubernetes.pod.name': 'p',
      'io.kubernetes.pod.namespace': 'n',
      'io.kubernetes.container.name': container,
    });
    const body = {
      '/': { name: '/' },
      a: { name: 'a', spec: { labels: labels('POD') }, stats: stats([0, 10e9], 5) },
      b: { name: 'b', spec: { labels: labels('app') }, stats: stats([0, 20e9], 100) },
    };
    const pod = podOf(walk(body, undefined, 'container'), 'p');
    assert.equal(pod?.cpu?.usageNanoCores, 3e9);
    assert.equal(pod.memory?.workingSetBytes, 105);
  });
});

describe('the sums of namespaces and the cluster', () => {
  const facts = [
    podFacts({
      namespace: 'n',
      name: 'roomy',
      requests: { cpuMillicores: 10 },
      containers: [containerFacts({ name: 'a' })],
    }),
    podFacts({ namespace: 'n', name: 'pending-here', requests: { cpuMillicores: 20 }, phase: 'Pending' }),
    podFacts({ namespace: 'n', name: 'done', requests: { cpuMillicores: 4000 }, phase: 'Succeeded' }),
  ];

  it('are over pods, each counted once, and those without statistics counted as such', () => {
    const rollUps = startRollUps();
    rollUps.addNode(walk(awkwardPods, facts), facts);
    rollUps.addPods([
      podFacts({ namespace: 'other', name: 'stuck', node: undefined, requests: { cpuMillicores: 900 } }),
    ]);
    const [own, other, cluster] = rollUps.result();
    assert.deepEqual(
      [
        own?.namespace,
        own?.pods,
        own?.podsWithoutStats,
        own?.containers,
        own?.cpuUsageNanoCores,
        own?.memoryWorkingSetBytes,
      ],
      ['n', 5, 1, 7, 1000 + 300 + 70 + 5 + 40, 500 + 90 + 30 + 7 + 8],
    );
    assert.equal(own?.requests?.cpuMillicores, 30, 'the one that is done holds nothing');
    assert.deepEqual(
      [other?.namespace, other?.pods, other?.podsWithoutStats, other?.requests],
      ['other', 0, 1, undefined],
    );
    assert.deepEqual(
      [
        cluster?.namespace,
        cluster?.pods,
        cluster?.podsWithoutStats,
        cluster?.cpuUsageNanoCores,
        cluster?.nodes?.answered,
      ],
      [undefined, 5, 2, 1415, 1],
    );
    assert.equal(cluster?.nodes?.cpuUsageNanoCores, 9000, 'a node counts what runs outside of pods, too');
  });

  it('hold what a node without an answer has, beside what its pods ask for: else all would seem asked for', () => {
    const rollUps = startRollUps();
    const resources = { cpuMillicores: 4000, memoryBytes: 100 };
    const node = nodeFacts({ capacity: resources, allocatable: resources });
    const decoded = decode(
      'summary',
      Buffer.from('{"node":{"nodeName":"a","memory":{"workingSetBytes":50}}}'),
      'a',
      runMinuteMs,
    );
    assert.ok(decoded.ok);
    rollUps.addNode(enrich(decoded.samples, node, []), []);
    rollUps.addSilentNode(node, [podFacts({ name: 'p', requests: { cpuMillicores: 10 } })]);
    rollUps.addSilentNode(node, undefined);
    const cluster = rollUps.result().at(-1);
    assert.deepEqual(
      [cluster?.requests?.cpuMillicores, cluster?.podsWithoutStats, cluster?.nodes?.answered],
      [10, 1, 1],
    );
    assert.deepEqual(
      [cluster?.nodes?.capacity?.cpuMillicores, cluster?.nodes?.allocatable?.cpuMillicores],
      [12_000, 12_000],
    );
    assert.deepEqual(
      [cluster?.nodes?.memoryWorkingSetBytes, cluster?.nodes?.allocatableOfMeasuredBytes],
      [50, 100],
      'shares of memory are of nodes that told of theirs',
    );
  });

  it('do not claim to know of pods without statistics where pods are not known', () => {
    const rollUps = startRollUps();
    rollUps.addNode(walk(awkwardPods, undefined), undefined);
    const [own, cluster] = rollUps.result();
    assert.equal(own?.podsWithoutStats, undefined);
    assert.equal(cluster?.podsWithoutStats, undefined);
    assert.equal(cluster?.requests, undefined);
  });

  it('grow node by node, exactly beyond 2^53', () => {
    const rollUps = startRollUps();
    const body = (memory: string) => `{"node":{"nodeName":"a","memory":{"usageBytes":${memory}}}}`;
    for (const memory of ['9007199254740991', '9007199254740992', '1']) {
      const decoded = decode('summary', Buffer.from(body(memory)), 'a', runMinuteMs);
      assert.ok(decoded.ok);
      rollUps.addNode(enrich(decoded.samples, nodeFacts(), undefined), undefined);
    }
    assert.equal(rollUps.result().at(-1)?.nodes?.memoryUsageBytes, 18014398509481984n);
  });
});
