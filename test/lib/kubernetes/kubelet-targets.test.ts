import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KubeletReach, toTargets } from '../../../lib/kubernetes/kubelet-targets.ts';
import type { ClusterNode } from '../../../lib/model/run.ts';
import { nodeFacts } from '../../setup/facts.ts';

const reach: KubeletReach = {
  access: 'direct',
  server: 'https://10.96.0.1:443',
  addressTypes: ['InternalIP', 'ExternalIP', 'Hostname'],
  port: undefined,
  readonlyPort: 10255,
  tls: 'verify',
};

function node(addresses: readonly [string, string][], others: Partial<ClusterNode> = {}): ClusterNode {
  return {
    name: 'a',
    isReady: true,
    addresses: addresses.map(([type, address]) => ({ type, address })),
    kubeletPort: 10250,
    kubeletVersion: undefined,
    facts: nodeFacts(),
    ...others,
  };
}

const both: readonly [string, string][] = [
  ['Hostname', 'node-a.example'],
  ['InternalIP', '10.0.0.1'],
];

describe('toTargets', () => {
  for (const [title, one, others, origin] of [
    ['the best type of address, whatever their order', node(both), {}, 'https://10.0.0.1:10250'],
    ['the order that is set', node(both), { addressTypes: ['Hostname'] }, 'https://node-a.example:10250'],
    ['an IPv6 address in brackets', node([['InternalIP', 'fd00::1']]), {}, 'https://[fd00::1]:10250'],
    [
      'the port of the node’s status',
      node(both, { kubeletPort: 10350, kubeletVersion: undefined }),
      {},
      'https://10.0.0.1:10350',
    ],
    [
      '10250 where the status has none',
      node(both, { kubeletPort: undefined, kubeletVersion: undefined }),
      {},
      'https://10.0.0.1:10250',
    ],
    [
      'the port that is set',
      node(both, { kubeletPort: 10350, kubeletVersion: undefined }),
      { port: 4194 },
      'https://10.0.0.1:4194',
    ],
    ['the read-only port over http', node(both), { access: 'readonly' }, 'http://10.0.0.1:10255'],
    ['no address', node([]), {}, undefined],
    ['no address of a type that is asked for', node(both), { addressTypes: ['ExternalDNS'] }, undefined],
    [
      'no address that is nearly one',
      node([
        ['InternalIP', '10.0.0.999'],
        ['ExternalIP', '1..2'],
        ['Hostname', '-'],
      ]),
      {},
      undefined,
    ],
    ['no address of one link only', node([['InternalIP', 'fe80::1%eth0']]), {}, undefined],
    ['no address that would lead astray', node([['InternalIP', 'evil.example/x?y=']]), {}, undefined],
    [
      'the next address behind one that would lead astray',
      node([
        ['InternalIP', '1.2.3.4@evil'],
        ['ExternalIP', '10.0.0.9'],
      ]),
      {},
      'https://10.0.0.9:10250',
    ],
  ] as const)
    it(`gives ${title}`, () => assert.equal(toTargets([one], { ...reach, ...others })[0]?.origin, origin));

  it('goes through the API server, below its own path, by the node’s name', () => {
    const [target] = toTargets([node([])], {
      ...reach,
      access: 'proxy',
      server: 'https://rancher.example/k8s/c-1',
    });
    assert.equal(target?.origin, 'https://rancher.example');
    assert.equal(target.pathPrefix, '/k8s/c-1/api/v1/nodes/a/proxy');
  });

  it('verifies the node’s name with KUBELET_TLS=verify-name', () => {
    assert.equal(toTargets([node(both)], { ...reach, tls: 'verify-name' })[0]?.serverName, 'a');
    assert.equal(toTargets([node(both)], reach)[0]?.serverName, undefined);
  });

  it('puts nodes that are not Ready last', () => {
    const nodes = ['b', 'c', 'd'].map((name) => node(both, { name, isReady: name !== 'b' }));
    assert.deepEqual(
      toTargets(nodes, reach).map((target) => target.node.name),
      ['c', 'd', 'b'],
    );
  });
});
