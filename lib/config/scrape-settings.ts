import { allGroups, defaultGroups } from '../model/metric-groups.ts';
import { outputSettings, schemaSetting } from './common-settings.ts';
import { influxSettings } from './influx-settings.ts';
import {
  choice,
  choices,
  labelSelector,
  labelTags,
  list,
  path,
  shard,
  share,
  text,
  wholeNumber,
} from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/**
 * Every setting of a scrape, declared once: flags, `--help` and the configuration's type are made from it.
 */
export const settings = {
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

  kubeletSource: required(
    'KUBELET_SOURCE',
    'kubelets',
    choice('auto', 'summary', 'container', 'resource'),
    'auto',
    'endpoint to read: /stats/summary, else POST /stats/container/, else /metrics/resource; or one alone',
  ),
  kubeletAccess: {
    ...optional(
      'KUBELET_ACCESS',
      'kubelets',
      choice('direct', 'proxy', 'readonly'),
      'straight to the kubelet, through the API server, or its read-only port',
    ),
    fallbackHelp: 'direct in a pod, proxy with a kubeconfig',
  },
  kubeletPort: {
    ...optional('KUBELET_PORT', 'kubelets', wholeNumber(1, 65535), 'HTTPS port of every kubelet'),
    fallbackHelp: 'the node’s status, else 10250',
  },
  kubeletReadonlyPort: required(
    'KUBELET_READONLY_PORT',
    'kubelets',
    wholeNumber(1, 65535),
    '10255',
    'port for KUBELET_ACCESS=readonly',
  ),
  kubeletTls: required(
    'KUBELET_TLS',
    'kubelets',
    choice('verify', 'verify-name', 'insecure'),
    'verify',
    'verify kubelets by address, by node name, or (dangerous) not at all',
  ),
  kubeletCaFile: {
    ...optional('KUBELET_CA_FILE', 'kubelets', path(), 'authority that signs the kubelets’ certificates'),
    fallbackHelp: 'the cluster’s',
  },
  kubeletClientCertFile: optional(
    'KUBELET_CLIENT_CERT_FILE',
    'kubelets',
    path(),
    'client certificate for kubelets',
  ),
  kubeletClientKeyFile: optional('KUBELET_CLIENT_KEY_FILE', 'kubelets', path(), 'its key'),

  podsFrom: required(
    'PODS_FROM',
    'Kubernetes',
    choice('api', 'kubelet', 'none'),
    'api',
    'who tells of owners, requests, labels: the API server, each kubelet’s /pods, or nobody',
  ),

  concurrency: required('CONCURRENCY', 'limits', wholeNumber(1, 1000), '50', 'kubelets asked at a time'),
  kubeletTimeoutMs: required(
    'KUBELET_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 600_000),
    '5000',
    'for one kubelet',
    'ms',
  ),
  sweepTimeoutMs: required(
    'SWEEP_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 3_600_000),
    '35000',
    'for all kubelets, at most three quarters of the run',
    'ms',
  ),
  runTimeoutMs: required(
    'RUN_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 3_600_000),
    '48000',
    'for the whole run',
    'ms',
  ),
  maxBodyBytes: required(
    'MAX_BODY_BYTES',
    'limits',
    wholeNumber(1024, 268_435_456),
    '16777216',
    'largest answer taken from a kubelet',
    'bytes',
  ),
  minNodesShare: required(
    'MIN_NODES_SHARE',
    'limits',
    share(),
    '0.5',
    'share of the Ready nodes that must answer, else exit code 4',
  ),

  schema: schemaSetting,
  metrics: {
    ...required(
      'METRICS',
      'what is written',
      choices(allGroups, { default: defaultGroups, all: allGroups }),
      'default',
      'groups of metrics, see METRICS.md',
    ),
    fallbackHelp: `default: ${defaultGroups.join(',')}`,
  },
  skipNamespaces: optional(
    'SKIP_NAMESPACES',
    'what is written',
    list(),
    'namespaces whose pods are left out',
  ),
  skipOwnerKinds: optional(
    'SKIP_OWNER_KINDS',
    'what is written',
    list(),
    'kinds of workloads whose pods are left out, as CronJob,Job',
  ),
  labels: optional(
    'LABELS',
    'what is written',
    labelTags('label=tag'),
    'labels of pods and nodes that become tags, as app,topology.kubernetes.io/zone=zone (schema wide)',
  ),
  labelSeparator: {
    ...optional(
      'LABEL_SEPARATOR',
      'what is written',
      text(),
      'what stands between labels in the tag labels (Heapster schemas)',
    ),
    fallbackHelp: 'a comma',
  },
  storeLabels: optional(
    'STORE_LABELS',
    'what is written',
    labelTags('tag=label'),
    'labels that become tags of their own, as app,zone=failure-domain (Heapster schemas)',
  ),
  ignoreLabels: optional(
    'IGNORE_LABELS',
    'what is written',
    list(),
    'labels that are left out of the tag labels (Heapster schemas)',
  ),
  maxAgeS: required(
    'MAX_AGE_S',
    'what is written',
    wholeNumber(61, 86_400),
    '300',
    'how old a sample may be to make a rate from (Heapster schemas)',
    's',
  ),

  ...influxSettings,
  influxBatchLines: required(
    'INFLUX_BATCH_LINES',
    'InfluxDB',
    wholeNumber(1, 100_000),
    '5000',
    'lines in a request',
  ),
  influxConcurrency: required(
    'INFLUX_CONCURRENCY',
    'InfluxDB',
    wholeNumber(1, 64),
    '2',
    'requests at a time',
  ),

  ...outputSettings,
  podNamespace: optional(
    'POD_NAMESPACE',
    'output',
    text(),
    'heapline’s own namespace; its pods are never written',
  ),
  jobName: optional('JOB_NAME', 'output', text(), 'heapline’s own Job, by the downward API'),
} satisfies Record<string, Setting<unknown>>;

export type Config = Parsed<typeof settings>;
