interface Listed {
  readonly name: string;
  /** Whether anything went through it. */
  readonly isUsed: boolean;
}

/**
 * Which of an object's interfaces are its own, by their names. `eth0` is the only one that a kubelet knows as such
 * (https://github.com/kubernetes/kubernetes/issues/28407); many machines call theirs otherwise, and some network plugins leave it
 * empty (https://github.com/influxdata/telegraf/issues/6199).
 *
 * Where none is `eth0`, those count that lead out of the machine. What goes through a bridge, a tunnel or a pod's end goes
 * through one of them as well, and as much of a VLAN goes through what it lies on, and of a bond's members through the bond:
 * together they would tell of it twice. All of them count where nothing else is left.
 */
export function ownInterfaces(listed: readonly Listed[]): ReadonlySet<string> {
  const names = new Set(listed.map(({ name }) => name));
  if (names.has(usual)) return new Set([usual]);
  // The kernel makes a bond by itself, which nobody uses.
  const outer = listed.filter(
    ({ name, isUsed }) => !inner.test(name) && !names.has(beneath(name)) && (isUsed || !bond.test(name)),
  );
  const bonds = outer.filter(({ name }) => bond.test(name));
  const own = [bonds, outer].find(({ length }) => length > 0);
  return own ? new Set(own.map(({ name }) => name)) : names;
}

const usual = 'eth0';
const bond = /^(bond|team)[-_\d]/;

/** Of the kernel, of container runtimes and of network plugins. */
const inner = new RegExp(
  `^(${[
    'lo$|dummy|nodelocaldns|kube-|ifb|teql',
    'veth|vEthernet|bridge|br\\d|br-|brq|qbr|qv[bo]|virbr|vmbr|cbr|lxdbr|docker|podman|nerdctl|cni|vnet|tap',
    'tun|ip6tnl|sit\\d|gre|ip6gre|erspan|ip_vti|ip6_vti|vxlan|geneve|genev_|wg|wireguard|tailscale|zt|nebula',
    'cali|flannel|cilium|lxc|weave|datapath|antrea|ovn|ovs|azv|gke|eni[0-9a-f]{8}|vlan',
  ].join('|')})`,
);

/** What a VLAN lies on, by its name: `bond0` of `bond0.100`. */
function beneath(vlan: string): string {
  return vlan.slice(0, Math.max(0, vlan.lastIndexOf('.')));
}
