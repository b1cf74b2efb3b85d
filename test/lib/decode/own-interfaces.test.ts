import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownInterfaces } from '../../../lib/decode/own-interfaces.ts';

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
  ['a virtual machine’s host', 'br0 enp3s0 vnet4 virbr0', 'enp3s0'],
  ['none that leads out of the machine', 'cali0 cali1', 'cali0 cali1'],
  ['on Windows', 'Ethernet 2', 'Ethernet 2'],
];

describe('ownInterfaces', () => {
  for (const [what, listed, own] of cases)
    it(`${what}: of ${listed || 'nothing'}`, () => {
      const names = what === 'on Windows' ? [listed] : listed.split(' ').filter(Boolean);
      assert.equal([...ownInterfaces(names)].join(' '), own);
    });
});
