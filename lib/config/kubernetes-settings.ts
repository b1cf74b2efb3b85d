import { choice, choices, labelSelector, path, shard, text } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** The API server, and what is read from it. */
export const kubernetesSettings = {
  kubeconfig: optional('KUBECONFIG', 'Kubernetes', path(), 'kubeconfig file; beats the in-cluster account'),
  kubeContext: optional(
    'KUBE_CONTEXT',
    'Kubernetes',
    text(),
    'context of the kubeconfig, instead of its current one',
  ),
  clusterName: required(
    'CLUSTER_NAME',
    'Kubernetes',
    text(),
    'default',
    'name of the cluster, a tag of every point',
  ),
  nodeSelector: optional(
    'NODE_SELECTOR',
    'Kubernetes',
    labelSelector(),
    'label selector of the nodes to scrape',
  ),
  nodeAddressTypes: required(
    'NODE_ADDRESS_TYPES',
    'Kubernetes',
    choices(['InternalIP', 'ExternalIP', 'Hostname', 'InternalDNS', 'ExternalDNS']),
    'InternalIP,ExternalIP,Hostname',
    'which of a node’s addresses to dial, best first',
  ),
  shard: {
    ...optional(
      'SHARD',
      'Kubernetes',
      shard(),
      'which part of the nodes to scrape, as 0/4, the first of four',
    ),
    fallbackHelp: 'all of them',
  },
  podsFrom: required(
    'PODS_FROM',
    'Kubernetes',
    choice('api', 'kubelet', 'none'),
    'api',
    'who tells of owners, requests, labels: the API server, each kubelet’s /pods, or nobody',
  ),
} satisfies Record<string, Setting<unknown>>;

export type KubernetesConfig = Parsed<typeof kubernetesSettings>;
