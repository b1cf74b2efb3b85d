import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { podPage } from '../../../lib/cluster/pod-list.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');

describe('podPage', () => {
  for (const version of ['1.20', '1.36'])
    it(`pods_${version}: owners, requests, restarts, images, phase and QoS of a kubelet’s own list`, () => {
      const { pods, next } = podPage(fixture(`pods_${version}.json`), new Set(['app']));
      assert.equal(next, undefined);
      const burn = pods.find(({ name }) => name === 'burn');
      assert.deepEqual(
        {
          ...burn,
          requests: burn?.requests.cpuMillicores,
          limits: burn?.limits.memoryBytes,
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
          phase: 'Running',
          qosClass: 'Burstable',
          requests: 50,
          limits: 64 * 2 ** 20,
          containers: [
            ['app', 'registry.local/busybox:1', 50, 16 * 2 ** 20, 64 * 2 ** 20],
            ['side', 'registry.local/busybox:1', undefined, undefined, undefined],
          ],
          labels: { app: 'burn' },
        },
      );
      assert.ok(burn?.containers.every(({ restarts }) => restarts !== undefined));
    });

  it('keeps the labels that are asked for, or all', () => {
    const text = fixture('pods_1.36.json');
    assert.deepEqual(podPage(text, new Set()).pods[0]?.labels, {});
    assert.deepEqual(Object.keys(podPage(text, 'all').pods[0]?.labels ?? {}), ['app']);
  });

  it('a pod that is not as expected is left out, and costs no other', () => {
    const good = { metadata: { name: 'a', namespace: 'n' }, spec: { containers: [] } };
    const { pods, next } = podPage(
      JSON.stringify({ items: [{ metadata: {} }, good, 7], metadata: { continue: 'more' } }),
      'all',
    );
    assert.deepEqual(
      pods.map(({ name, node, phase }) => [name, node, phase]),
      [['a', undefined, undefined]],
    );
    assert.equal(next, 'more');
  });

  it('a kubelet without pods says null', () => assert.deepEqual(podPage('{"items":null}', 'all').pods, []));

  for (const text of ['<html>', '[]', '{"items":7}'])
    it(`refuses what is no list: ${text}`, () => assert.throws(() => podPage(text, 'all')));
});
