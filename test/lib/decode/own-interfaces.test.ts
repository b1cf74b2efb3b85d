import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownInterfaces } from '../../../lib/decode/own-interfaces.ts';

/** What is in parentheses was never used. */
const cases: readonly (readonly [what: string, listed: string, own: string])[] = [
  ['what the kubelet would name', 'eth0 ens5 bond0 cali1', 'eth0'],
  ['none', '', ''],
  ['on AWS, with its own network plugin', 'ens5 ens6 eni0a1b2c3d4e5 eni12345678901', 'ens5 ens6'],
  ['on RKE with Canal', 'ens192 docker0 flannel.1 cali7c57a494840 cali12 tunl0', 'ens192'],
  ['on GKE', 'ens4 gke52b9f6e7a1d', 'ens4'],
  ['on Azure', 'enP4721s1 azv1a2b3c4d5e6 lxc_health cilium_host cilium_net cilium_vxlan', 'enP4721s1'],
  ['on OpenShift', 'enp1s0 br-ex ovs-system ovn-k8s-mp0 genev_sys_6081 br-int', 'enp1s0'],
  [
    'with pods’ ends of other plugins',
    'wlan0 veth12ab weave vxlan-6784 datapath kube-ipvs0 nodelocaldns',
    'wlan0',
  ],
  ['VLANs on a card', 'eno1 eno1.100 eno1.200', 'eno1'],
  ['a VLAN whose card is not told', 'eno1.100 cni0', 'eno1.100'],
  ['a bond, its members and its VLAN', 'eno1 eno2 bond0 bond0.7', 'bond0'],
  ['a team of cards', 'team0 p1p1 p1p2', 'team0'],
  ['a bond that the kernel made and nobody uses', '(bond0) (dummy0) ens18 (sit0) (teql0) (tunl0)', 'ens18'],
  ['a card beside a bond that is not used', 'enp1s0 (bond0) (bond1)', 'enp1s0'],
  ['bonds and teams of other names', 'eno1 eno2 bond-mgmt team_lan', 'bond-mgmt team_lan'],
  ['a VLAN by its number', 'eno1 vlan100', 'eno1'],
  ['a VLAN alone', 'vlan100 cali1', 'vlan100 cali1'],
  ['networks on top', 'eno1 tailscale0 zt5u4uw nebula1 wg0 ip6gre0', 'eno1'],
  ['OpenStack’s bridges', 'eno1 bridge0 brqabcd qvb1 qvo1 qbr1', 'eno1'],
  [
    'every name of a card',
    'eth1 em1 p1p1 enp0s31f6 eno1np0 enx001122 ib0 wlan0',
    'eth1 em1 p1p1 enp0s31f6 eno1np0 enx001122 ib0 wlan0',
  ],
  ['a virtual machine’s host', 'br0 enp3s0 vnet4 virbr0', 'enp3s0'],
  ['none that leads out of the machine', 'cali0 cali1', 'cali0 cali1'],
  ['on Windows', 'Ethernet 2', 'Ethernet 2'],
];

describe('ownInterfaces', () => {
  for (const [what, listed, own] of cases)
    it(`${what}: of ${listed || 'nothing'}`, () => {
      const words = what === 'on Windows' ? [listed] : listed.split(' ').filter(Boolean);
      const all = words.map((word) => ({ name: word.replace(/[()]/g, ''), isUsed: !word.startsWith('(') }));
      assert.equal([...ownInterfaces(all)].join(' '), own);
    });
});
