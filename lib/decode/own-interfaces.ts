interface Listed {
  readonly name: string;
  /** Whether it has any traffic. */
  readonly isUsed: boolean;
}

/**
 * The names of an object's own interfaces. `eth0` is the only one that a kubelet knows
 * (https://github.com/kubernetes/kubernetes/issues/28407); some network plugins leave the name empty
 * (https://github.com/influxdata/telegraf/issues/6199).
 *
 * Without `eth0` the physical interfaces count. Traffic of bridges, tunnels and pods' ends passes through one
 * of them as well, a VLAN's through its parent, that of bond members through the bond: counting both would
 * count it twice. Where no physical interface is found, all count.
 */
export function ownInterfaces(listed: readonly Listed[]): ReadonlySet<string> {
  const names = new Set(listed.map(({ name }) => name));
  if (names.has(defaultInterface)) return new Set([defaultInterface]);
  // The kernel creates a bond that nobody uses.
  const physical = listed.filter(
    ({ name, isUsed }) => !virtual.test(name) && !names.has(parentOf(name)) && (isUsed || !bond.test(name)),
  );
  const bonds = physical.filter(({ name }) => bond.test(name));
  const own = [bonds, physical].find(({ length }) => length > 0);
  return own ? new Set(own.map(({ name }) => name)) : names;
}

const defaultInterface = 'eth0';
const bond = /^(bond|team)[-_\d]/;

/** Interfaces of the kernel, container runtimes and network plugins. */
const virtual = new RegExp(
  `^(${[
    'lo$|dummy|nodelocaldns|kube-|ifb|teql',
    'veth|vEthernet|bridge|br\\d|br-|brq|qbr|qv[bo]|virbr|vmbr|cbr|lxdbr|docker|podman|nerdctl|cni|vnet|tap',
    'tun|ip6tnl|sit\\d|gre|ip6gre|erspan|ip_vti|ip6_vti|vxlan|geneve|genev_|wg|wireguard|tailscale|zt|nebula',
    'cali|flannel|cilium|lxc|weave|datapath|antrea|ovn|ovs|azv|gke|eni[0-9a-f]{8}|vlan',
  ].join('|')})`,
);

/** A VLAN's parent, by its name: `bond0` of `bond0.100`. */
function parentOf(vlan: string): string {
  return vlan.slice(0, Math.max(0, vlan.lastIndexOf('.')));
}
