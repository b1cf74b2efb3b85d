import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nodePage } from '../../../lib/kubernetes/node-reader.ts';
import { readObjects, statusMessage } from '../../../lib/kubernetes/object-list.ts';
import { podPage } from '../../../lib/kubernetes/pod-reader.ts';
import { podObjects } from '../../simulator/pods.ts';
import { protobufList, protobufStatus } from '../../simulator/protobuf.ts';
import { nodeAt } from '../../simulator/world.ts';

describe('readObjects', () => {
  const world = { nodes: 3, podsPerNode: 30, containersPerPod: 2, epochMs: Date.UTC(2026, 10, 24) };
  const pods = podObjects(nodeAt(1), world, Date.UTC(2026, 10, 25));
  const list = { kind: 'PodList', metadata: { continue: 'more', resourceVersion: '4711' }, items: pods };
  const json = (value: object) => Buffer.from(JSON.stringify(value));

  it('reads the same of pods as protobuf and as JSON', () => {
    const page = podPage(protobufList('pods', list), 'all');
    assert.equal(page.next, 'more');
    assert.equal(page.items.length, 30);
    assert.deepEqual(page, podPage(json(list), 'all'));
  });

  it('reads the same of nodes as protobuf and as JSON', () => {
    const node = {
      metadata: { name: 'node-1', labels: { zone: 'a', empty: '' } },
      spec: { unschedulable: true },
      status: {
        capacity: { cpu: '4', memory: '16Gi', pods: '110' },
        allocatable: { cpu: '3920m', 'nvidia.com/gpu': '1' },
        conditions: [{ type: 'Ready', status: 'True' }],
        addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
        nodeInfo: { kubeletVersion: 'v1.36.2' },
      },
    };
    const nodes = { kind: 'NodeList', metadata: {}, items: [node, { metadata: { name: 'node-2' } }] };
    const page = nodePage(protobufList('nodes', nodes), 'all');
    assert.equal(page.items[0]?.facts.isSchedulable, false);
    assert.deepEqual(JSON.stringify(page.items[0]), JSON.stringify(nodePage(json(nodes), 'all').items[0]));
    assert.deepEqual([page.items[1]?.name, page.next], ['node-2', undefined]);
  });

  it('no label makes an object what it is not', () => {
    const hostile = {
      metadata: { name: 'a', namespace: 'n', labels: JSON.parse('{"__proto__":"x","b":"c"}') as object },
    };
    const seen: unknown[] = [];
    readObjects('pods', protobufList('pods', { kind: 'PodList', items: [hostile] }), 10, (object) =>
      seen.push(object),
    );
    const [{ metadata }] = seen as [{ metadata: { labels: object } }];
    assert.deepEqual(
      [Object.getPrototypeOf(metadata.labels), metadata.labels],
      [Object.prototype, { b: 'c' }],
    );
  });

  for (const [title, body] of [
    ['as protobuf', protobufList('pods', list)],
    ['as JSON', json(list)],
  ] as const)
    it(`${title}: no more than were asked for`, () =>
      assert.throws(() => readObjects('pods', body, 29, () => undefined), /more than 29/));

  it('finds the message of a Status, and none in anything else', () => {
    const refusal = protobufStatus({
      status: 'Failure',
      message: 'nodes is forbidden',
      reason: 'Forbidden',
      code: 403,
    });
    assert.equal(statusMessage(refusal), 'nodes is forbidden');
    assert.equal(statusMessage(json({ message: 'no' })), undefined);
  });

  it('refuses what breaks off', () => {
    const whole = protobufList('pods', list);
    assert.throws(() => readObjects('pods', whole.subarray(0, whole.length - 1), 100, () => undefined));
  });

  it('refuses an envelope with nothing in it', () =>
    assert.throws(() => readObjects('pods', Buffer.from('k8s\0'), 10, () => undefined)));

  it('comes to an end, whatever bytes it is given', () => {
    const good = protobufList('pods', list);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 40 }), (at, bytes) => {
        const spoiled = Buffer.from(good);
        spoiled.set(bytes.subarray(0, spoiled.length - at), at);
        try {
          readObjects('pods', spoiled, 100_000, () => undefined);
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }),
    );
  });
});
