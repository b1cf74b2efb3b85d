import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownInterfaces, withOwnInterfaces } from '../../../lib/decode/own-interfaces.ts';

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
  ['a VLAN alone', 'vlan100 cali1', 'vlan100'],
  ['a VLAN on a VLAN whose card is not listed', 'eno1.100.7 cni0', 'eno1.100.7'],
  ['networks on top', 'eno1 tailscale0 zt5u4uw nebula1 wg0 ip6gre0', 'eno1'],
  ['OpenStack’s bridges', 'eno1 bridge0 brqabcd qvb1 qvo1 qbr1', 'eno1'],
  [
    'every name of a card',
    'eth1 em1 p1p1 enp0s31f6 eno1np0 enx001122 ib0 wlan0',
    'eth1 em1 p1p1 enp0s31f6 eno1np0 enx001122 ib0 wlan0',
  ],
  ['a virtual machine’s host', 'br0 enp3s0 vnet4 virbr0', 'enp3s0'],
  ['none that leads out of the machine', 'cali0 cali1', 'cali0 cali1'],
  ['cards by slot, PCI domain, Xen and devicetree', 'enP1p2s0 enX0 end0 enc600', 'enP1p2s0 enX0 end0 enc600'],
  ['a name that nobody knows', 'lan0 cali1 kube-ipvs0', 'lan0'],
  ['a name that nobody knows beside a card', 'ens3 lan0', 'ens3'],
  [
    'on OpenShift with OVN-Kubernetes, where pods’ ends are 15 hex digits',
    'enp1s0 br-ex ovn-k8s-mp0 genev_sys_6081 0a1b2c3d4e5f607 9f8e7d6c5b4a392',
    'enp1s0',
  ],
  ['on Kube-OVN', 'ens160 ovn0 br-provider mirror0 4f1b9a3c2d7e_h 0c1d2e3f4a5b_h', 'ens160'],
  [
    'on Antrea, where pods’ ends begin with the pod’s name',
    'ens3 antrea-gw0 enroll--3e3abf em-1-a1b2c3',
    'ens3',
  ],
  ['on Antrea with the card in a bridge', 'ens3 ens3~ antrea-gw0', 'ens3'],
  ['on Calico with eBPF', 'ens5 bpfin.cali bpfout.cali vxlan.calico wireguard.cali', 'ens5'],
  ['on Talos with KubeSpan', 'enx0201 kubespan siderolink flannel.1', 'enx0201'],
];

const windows: readonly (readonly [what: string, listed: readonly string[], own: readonly string[]])[] = [
  ['a card', ['Ethernet 2'], ['Ethernet 2']],
  [
    'Azure, with the host’s and a pod’s end at the switch, and a virtual function',
    [
      'Microsoft Hyper-V Network Adapter _2',
      'Hyper-V Virtual Ethernet Adapter',
      'Hyper-V Virtual Ethernet Adapter _2',
      'Mellanox ConnectX-4 Lx Virtual Ethernet Adapter',
    ],
    ['Microsoft Hyper-V Network Adapter _2'],
  ],
  [
    'a virtual function alone',
    ['Intel[R] 82599 Virtual Function', 'Hyper-V Virtual Ethernet Adapter'],
    ['Intel[R] 82599 Virtual Function'],
  ],
  [
    'tunnels, switches and debuggers',
    [
      'vmxnet3 Ethernet Adapter',
      'Teredo Tunneling Pseudo-Interface',
      '6TO4 Adapter',
      'Microsoft IP-HTTPS Platform Adapter',
      'isatap.{0A1B2C3D-0000-0000-0000-000000000000}',
      'Microsoft Kernel Debug Network Adapter',
      'Hyper-V Virtual Switch Extension Adapter',
      'vEthernet (nat)',
    ],
    ['vmxnet3 Ethernet Adapter'],
  ],
  [
    'two cards of a cloud',
    ['Amazon Elastic Network Adapter', 'Amazon Elastic Network Adapter _2', 'vEthernet (vpc)'],
    ['Amazon Elastic Network Adapter', 'Amazon Elastic Network Adapter _2'],
  ],
  [
    'a team and its members',
    ['Microsoft Network Adapter Multiplexor Driver', 'Broadcom NetXtreme', 'Broadcom NetXtreme _2'],
    ['Microsoft Network Adapter Multiplexor Driver'],
  ],
  ['the host’s end alone', ['Hyper-V Virtual Ethernet Adapter'], ['Hyper-V Virtual Ethernet Adapter']],
];

describe('ownInterfaces', () => {
  for (const [what, listed, own] of windows)
    it(`Windows: ${what}`, () => {
      assert.deepEqual([...ownInterfaces(listed.map((name) => ({ name, isUsed: true })))], own);
    });

  for (const [what, listed, own] of cases)
    it(`${what}: of ${listed || 'nothing'}`, () => {
      const words = listed.split(' ').filter(Boolean);
      const all = words.map((word) => ({ name: word.replace(/[()]/g, ''), isUsed: !word.startsWith('(') }));
      assert.equal([...ownInterfaces(all)].join(' '), own);
    });
});

describe('withOwnInterfaces', () => {
  const listed = (...names: string[]) =>
    names.map((name) => ({ name, isDefault: name === 'default', rxBytes: 1 }));
  const marked = (names: string[], own?: RegExp) =>
    withOwnInterfaces(listed(...names), own).map(({ name, isDefault }) => `${name}${isDefault ? '*' : ''}`);

  it('keeps the kubelet’s default', () =>
    assert.deepEqual(marked(['eth0', 'default']), ['eth0', 'default*']));

  it('marks the own interfaces where there is no default', () =>
    assert.deepEqual(marked(['ens5', 'cali1']), ['ens5*', 'cali1']));

  it('follows NODE_INTERFACES, also against the kubelet’s default', () =>
    assert.deepEqual(marked(['default', 'ens5', 'wg0'], /^(wg|ens)/), ['default', 'ens5*', 'wg0*']));

  it('counts a name once that is listed several times', () => {
    assert.deepEqual(marked(['default', 'default', 'default']), ['default*']);
    assert.deepEqual(marked(['ens5', 'ens5']), ['ens5*']);
  });
});
