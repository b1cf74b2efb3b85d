import type { InterfaceUsage } from '../model/sample.ts';

/**
 * Whether the interfaces of a pod are the node's, where only the kubelet's body tells: the node lists all of
 * them, too, and not only names that every network namespace may have.
 */
export function isHostNetwork(ofPod: readonly InterfaceUsage[], ofNode: ReadonlySet<string>): boolean {
  return (
    ofPod.every(({ name }) => ofNode.has(name)) && ofPod.some(({ name }) => !inEveryNamespace.test(name))
  );
}

/** A pod's own card, Docker inside of a pod, and what kernel modules add to each namespace. */
const inEveryNamespace =
  /^(|lo|eth\d+|docker0|dummy0|tunl0|sit0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|ip6tnl0|ip6gre0)$/;
