import type { InterfaceUsage } from '../model/sample.ts';

/**
 * Marks the own interfaces, unless the kubelet has named the default. A name that is listed several times
 * counts once: Windows lists a pod's endpoint once for each container.
 *
 * @param own their names, instead of the rule of `ownInterfaces`
 */
export function withOwnInterfaces(
  listed: readonly InterfaceUsage[],
  own?: RegExp,
): readonly InterfaceUsage[] {
  const once = uniqueNames(listed);
  if (own === undefined && once.some(({ isDefault }) => isDefault)) return once;
  const names = ownNames(once, own);
  return once.map((one) => ({ ...one, isDefault: names.has(one.name) }));
}

function uniqueNames(listed: readonly InterfaceUsage[]): readonly InterfaceUsage[] {
  if (listed.length < 2) return listed;
  const names = new Set<string>();
  return listed.filter(({ name }) => names.size < names.add(name).size);
}

function ownNames(listed: readonly InterfaceUsage[], own: RegExp | undefined): ReadonlySet<string> {
  if (own) return new Set(listed.map(({ name }) => name).filter((name) => own.test(name)));
  // A count is a number or a bigint: both have a zero.
  return ownInterfaces(
    listed.map(({ name, rxBytes, txBytes }) => ({ name, isUsed: Boolean(rxBytes) || Boolean(txBytes) })),
  );
}

interface Listed {
  readonly name: string;
  /** Whether it has any traffic. */
  readonly isUsed: boolean;
}

/**
 * The names of an object's own interfaces, where the kubelet names no default. `eth0` is the only one that a
 * kubelet on Linux knows (https://github.com/kubernetes/kubernetes/issues/28407); on Windows it knows none
 * (https://github.com/kubernetes/kubernetes/issues/74788).
 *
 * Without `eth0` the network cards count. Traffic of bridges, tunnels and pods' ends passes through a card as
 * well, a VLAN's through its parent, that of bond members through the bond: counting both would count it
 * twice. Network plugins invent names for what is virtual, so cards are recognized and all others left out.
 * Where there is no card, what is not known as virtual counts; where nothing is left, all count.
 */
export function ownInterfaces(listed: readonly Listed[]): ReadonlySet<string> {
  const names = new Set(listed.map(({ name }) => name));
  if (names.has(defaultInterface)) return new Set([defaultInterface]);
  const choices = isWindows(names) ? windowsChoices([...names]) : linuxChoices(listed, names);
  return new Set(choices.find(({ length }) => length > 0) ?? names);
}

const defaultInterface = 'eth0';

type Choices = readonly (readonly string[])[];

/** The preferred ones first. */
function linuxChoices(listed: readonly Listed[], names: ReadonlySet<string>): Choices {
  const parents = listed
    // The kernel creates a bond that nobody uses.
    .filter(({ name, isUsed }) => (isUsed || !bond.test(name)) && !names.has(parentOf(name)))
    .map(({ name }) => name);
  return [
    parents.filter((name) => bond.test(name)),
    parents.filter((name) => card.test(name.split('.', 1)[0] ?? name)),
    parents.filter((name) => /^vlan[-_.]?\d/.test(name)),
    parents.filter((name) => !virtual.test(name)),
  ];
}

const bond = /^(bond|team)[-_\d]/;

/**
 * Network cards by the kernel's names, systemd's and biosdevname's. Amazon's `eni0a1b2c3d4e5` is a pod's end,
 * and so may be any name with a dash.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.net-naming-scheme.html
 */
const card = new RegExp(
  `^(${[
    'eth\\d+',
    // Ethernet, InfiniBand, wireless LAN and WAN: by index, slot, path, alias or address.
    '(en|ib|wl|ww)(\\d|[abcdeopsuvPX]\\d|c[0-9a-f]|x[0-9a-f])[0-9A-Za-z_]*',
    'wlan\\d+',
    'wwan\\d+',
    'em\\d+(_\\d+)?',
    'p\\d+p\\d+([_sd]\\d+)?',
    'usb\\d+',
    'venet\\d+',
    'hsn\\d+',
  ].join('|')})$`,
);

/** Interfaces of the kernel, container runtimes and network plugins. */
const virtual = new RegExp(
  `^(${[
    'lo$|dummy|nodelocaldns|kube-|ifb|teql|bond|team',
    'veth|vEthernet|bridge|br\\d|br-|brq|qbr|qv[bo]|virbr|vmbr|cbr|lxdbr|docker|podman|nerdctl|cni|vnet|tap',
    'tun|ip6tnl|sit\\d|gre|ip6gre|erspan|ip_vti|ip6_vti|vxlan|geneve|genev_|wg|wireguard|tailscale|zt|nebula',
    'cali|bpf(in|out)\\.|flannel|cilium|lxc|weave|datapath|antrea|ovn|ovs|azv|gke|eni[0-9a-f]{8}|vlan',
    'kubespan|siderolink|mirror|[0-9a-f]{12}_h$|[0-9a-f]{15}$',
  ].join('|')})`,
);

/** A VLAN's parent, by its name: `bond0` of `bond0.100`. */
function parentOf(vlan: string): string {
  return vlan.slice(0, Math.max(0, vlan.lastIndexOf('.')));
}

/** Linux allows no blank in a name, and at most 15 characters. */
function isWindows(names: ReadonlySet<string>): boolean {
  return [...names].some((name) => name.length > 15 || /\s/.test(name));
}

/** The preferred ones first. */
function windowsChoices(names: readonly string[]): Choices {
  const outward = names.filter((name) => !windowsVirtual.test(name));
  return [
    outward.filter((name) => /multiplexor/i.test(name)),
    outward.filter((name) => !virtualFunction.test(name)),
    outward,
  ];
}

/** Switches, tunnels and debuggers; also the ends of pods and of the host at a Hyper-V switch. */
const windowsVirtual =
  /hyper-v virtual|vEthernet|(virtual|network) switch|switch extension|multiplexor default|teredo|6to4|ip-?https|isatap|tunnel|pseudo-interface|kernel debug|loopback|wan miniport|wi-fi direct/i;

/** On Azure a second way to the same card: the Hyper-V network adapter counts its traffic, too. */
const virtualFunction = /virtual (ethernet )?adapter|virtual function/i;
