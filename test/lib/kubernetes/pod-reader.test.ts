import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { podPage as podPageOf } from '../../../lib/kubernetes/pod-reader.ts';

const podPage = (text: string, labels: Parameters<typeof podPageOf>[1]) =>
  podPageOf(Buffer.from(text), labels);
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');

describe('podPage', () => {
  for (const version of ['1.20', '1.36'])
    it(`pods_${version}: owners, requests, restarts, images, phase and QoS of a kubelet’s own list`, () => {
      const { items: pods, next } = podPage(fixture(`pods_${version}.json`), new Set(['app']));
      assert.equal(next, undefined);
      const burn = pods.find(({ name }) => name === 'burn');
      assert.deepEqual(
        {
          ...burn,
          requests: burn?.requests.cpuMillicores,
          limits: burn?.limits.memoryBytes,
          containerRequests: burn?.containerRequests?.cpuMillicores,
          containerLimits: burn?.containerLimits?.memoryBytes,
          containers: burn?.containers.map(({ name, image, requests, limits }) => [
            name,
            image,
            requests.cpuMillicores,
            requests.memoryBytes,
            limits.memoryBytes,
          ]),
        },
        {
          namespace: 'mon',
          name: 'burn',
          node: 'node-a',
          workloadKind: 'Pod',
          workload: 'burn',
          isHostNetwork: false,
          phase: 'Running',
          qosClass: 'Burstable',
          requests: 50,
          limits: 64 * 2 ** 20,
          containerRequests: 50,
          containerLimits: 64 * 2 ** 20,
          containers: [
            ['app', 'registry.local/busybox:1', 50, 16 * 2 ** 20, 64 * 2 ** 20],
            ['side', 'registry.local/busybox:1', undefined, undefined, undefined],
          ],
          labels: { app: 'burn' },
        },
      );
      assert.ok(burn?.containers.every(({ restarts }) => restarts !== undefined));
    });

  it('keeps the labels that are requested, or all', () => {
    const text = fixture('pods_1.36.json');
    assert.deepEqual(podPage(text, new Set()).items[0]?.labels, {});
    assert.deepEqual(Object.keys(podPage(text, 'all').items[0]?.labels ?? {}), ['app']);
  });

  it('a pod that is not as expected is left out, and costs no other', () => {
    const good = { metadata: { name: 'a', namespace: 'n' }, spec: { containers: [] } };
    const { items: pods, next } = podPage(
      JSON.stringify({ items: [{ metadata: {} }, good, 7], metadata: { continue: 'more' } }),
      'all',
    );
    assert.deepEqual(
      pods.map(({ name, node, phase }) => [name, node, phase]),
      [['a', undefined, undefined]],
    );
    assert.equal(next, 'more');
  });

  for (const annotations of [
    { 'kubernetes.io/config.source': 'file' },
    { 'kubernetes.io/config.source': 'http' },
    { 'kubernetes.io/config.mirror': 'abc' },
  ])
    it(`a static pod is known by ${JSON.stringify(annotations)}, where it has no owner`, () => {
      const metadata = { name: 'kube-proxy-node-a', namespace: 'kube-system', annotations };
      const item = { metadata, spec: { nodeName: 'node-a', containers: [] } };
      const [pod] = podPage(JSON.stringify({ items: [item] }), 'all').items;
      assert.deepEqual([pod?.workloadKind, pod?.workload], ['StaticPod', 'kube-proxy']);
    });

  it('amounts that are none are absent: negative, endless, or too long to be one', () => {
    const pod = (cpu: string) => ({
      metadata: { name: 'a', namespace: 'n' },
      spec: { containers: [{ name: 'c', resources: { requests: { cpu, constructor: '1' } } }] },
    });
    const items = ['-1', '1e400', '1'.repeat(1000)].map(pod);
    const { items: pods } = podPage(JSON.stringify({ items }), 'all');
    assert.deepEqual(
      pods.map(({ requests }) => [requests.cpuMillicores, requests.others?.['constructor']]),
      [
        [undefined, 1],
        [undefined, 1],
        [undefined, 1],
      ],
    );
  });

  it('a pod with more elements than any has costs that pod, however many; what is not read of it does not count', () => {
    const pod = (name: string, containers: string) =>
      `{"metadata":{"name":"${name}","namespace":"n"},"spec":{"containers":[${containers}]}}`;
    const args = `{"name":"c","args":[${'"",'.repeat(300_000)}""]}`;
    const items = [pod('a', '1,'.repeat(2_000_000) + '1'), pod('b', args), pod('c', '{"name":"c"}')];
    const { items: pods } = podPage(`{"items":[${items.join()}]}`, 'all');
    assert.deepEqual(
      pods.map(({ name }) => name),
      ['b', 'c'],
    );
  });

  it('of hundreds of other resources the first hundred count, and sums take no longer for it', () => {
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x/${from * 40 + index}`, '1']));
    const containers = Array.from({ length: 110 }, (_, index) => ({
      name: `c${index}`,
      resources: { requests: many(index) },
    }));
    const items = [{ metadata: { name: 'a', namespace: 'n' }, spec: { containers } }];
    const [pod] = podPage(JSON.stringify({ items }), 'all').items;
    assert.equal(Object.keys(pod?.requests.others ?? {}).length, 100);
  });

  it('distinguishes a pod without a phase from one with an empty phase, and names every pod', () => {
    const pod = (phase: string | undefined, namespace: string) => ({
      metadata: { name: 'a', namespace },
      spec: { containers: [] },
      status: { phase },
    });
    const { items: pods } = podPage(
      JSON.stringify({ items: [pod(undefined, 'n'), pod('', 'n'), pod('', '')] }),
      'all',
    );
    assert.deepEqual(
      pods.map(({ phase, namespace }) => [phase, namespace]),
      [
        [undefined, 'n'],
        ['', 'n'],
      ],
    );
  });

  it('keeps once what pods have in common', () => {
    const pod = (name: string) => ({
      metadata: { name, namespace: 'n', labels: { app: 'a' } },
      spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '1' } } }] },
    });
    const [one, other] = podPage(JSON.stringify({ items: [pod('a'), pod('b')] }), 'all').items;
    for (const part of ['containers', 'requests', 'limits', 'labels'] as const)
      assert.equal(one?.[part], other?.[part], part);
  });

  it('a kubelet without pods says null', () => assert.deepEqual(podPage('{"items":null}', 'all').items, []));

  for (const text of ['<html>', '[]', '{"items":7}'])
    it(`refuses what is no list: ${text}`, () => assert.throws(() => podPage(text, 'all')));
});
