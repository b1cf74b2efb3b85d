import { isIP } from 'node:net';
import type { ClusterNode, Target } from '../model/run.ts';

export interface KubeletReach {
  readonly access: 'direct' | 'proxy' | 'readonly';
  /** The API server's URL, for `proxy`. */
  readonly server: string;
  readonly addressTypes: readonly string[];
  /** Overrides the port in the node's status. */
  readonly port: number | undefined;
  readonly readonlyPort: number;
  readonly tls: 'verify' | 'verify-name' | 'insecure';
}

const defaultPort = 10250;

/** How to reach each node's kubelet. Nodes that are not Ready come last: they are likely to time out. */
export function toTargets(nodes: readonly ClusterNode[], reach: KubeletReach): Target[] {
  const targets = nodes.map((node) =>
    reach.access === 'proxy' ? proxyTarget(node, reach) : directTarget(node, reach),
  );
  return [...targets.filter(({ node }) => node.isReady), ...targets.filter(({ node }) => !node.isReady)];
}

/** @see https://kubernetes.io/docs/concepts/cluster-administration/proxies/ */
function proxyTarget(node: ClusterNode, { server, port }: KubeletReach): Target {
  const { origin, pathname } = new URL(server);
  const name = encodeURIComponent(node.name) + (port === undefined ? '' : `:${port}`);
  return {
    node,
    origin,
    pathPrefix: `${pathname.replace(/\/$/, '')}/api/v1/nodes/${name}/proxy`,
    serverName: undefined,
  };
}

function directTarget(node: ClusterNode, reach: KubeletReach): Target {
  const host = bestAddress(node, reach.addressTypes);
  const scheme = reach.access === 'readonly' ? 'http' : 'https';
  const port =
    reach.access === 'readonly' ? reach.readonlyPort : (reach.port ?? node.kubeletPort ?? defaultPort);
  return {
    node,
    origin: host === undefined ? undefined : `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    pathPrefix: '',
    serverName: reach.tls === 'verify-name' ? node.name : undefined,
  };
}

function bestAddress(node: ClusterNode, types: readonly string[]): string | undefined {
  for (const wanted of types) {
    const found = node.addresses.find(({ type, address }) => type === wanted && isHost(address));
    if (found) return found.address;
  }
  return undefined;
}

// A node writes its own status, and it becomes part of a URL: an IP address or a DNS name only.
function isHost(address: string): boolean {
  if (isIP(address) === 6) return URL.canParse(`https://[${address}]`);
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(address) && URL.canParse(`https://${address}`);
}
