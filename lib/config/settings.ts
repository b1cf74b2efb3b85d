import { allGroups, defaultGroups } from '../groups.ts';
import {
  choice,
  choices,
  duration,
  type Kind,
  labelSelector,
  labelTags,
  list,
  path,
  secret,
  serverUrl,
  share,
  text,
  wholeNumber,
} from './kinds.ts';

/** A setting: its variable, what it may be, and what holds where nothing is given. */
export interface Setting<Value> {
  readonly variable: string;
  readonly kind: Kind<Value>;
  /** As a text, of the same kind; without one the setting may be absent. */
  readonly fallback?: string;
  /** The fallback in words, where its text does not say enough. */
  readonly fallbackHelp?: string;
  readonly unit?: string;
  readonly help: string;
  /** Has no flag, because command lines are public, but a twin `…_FILE` that names a file to read it from. */
  readonly isSecret?: true;
  readonly section: 'Kubernetes' | 'kubelets' | 'limits' | 'what is written' | 'InfluxDB' | 'output';
}

/** Where InfluxDB is and who asks it; of every command that has to do with it. */
const influxSettings = {
  influxUrl: {
    ...optional('INFLUX_URL', 'InfluxDB', serverUrl(), 'where InfluxDB is'),
    fallbackHelp: 'none: lines go to standard output',
  },
  influxDatabase: {
    ...optional('INFLUX_DATABASE', 'InfluxDB', text(), 'database (InfluxDB 1.x)'),
    fallbackHelp: 'k8s, where no bucket is given',
  },
  influxUsername: optional('INFLUX_USERNAME', 'InfluxDB', text(), 'user (1.x)'),
  influxPassword: { ...optional('INFLUX_PASSWORD', 'InfluxDB', secret(), 'password (1.x)'), isSecret: true },
  influxRetentionPolicy: {
    ...optional('INFLUX_RETENTION_POLICY', 'InfluxDB', text(), 'retention policy (1.x)'),
    fallbackHelp: 'the database’s own',
  },
  influxBucket: optional('INFLUX_BUCKET', 'InfluxDB', text(), 'bucket (2.x, 3.x)'),
  influxOrg: optional('INFLUX_ORG', 'InfluxDB', text(), 'organisation (2.x)'),
  influxToken: { ...optional('INFLUX_TOKEN', 'InfluxDB', secret(), 'token (2.x, 3.x)'), isSecret: true },
  influxCaFile: {
    ...optional('INFLUX_CA_FILE', 'InfluxDB', path(), 'authority that signs InfluxDB’s certificate'),
    fallbackHelp: 'the public ones',
  },
  influxClientCertFile: optional(
    'INFLUX_CLIENT_CERT_FILE',
    'InfluxDB',
    path(),
    'client certificate for InfluxDB',
  ),
  influxClientKeyFile: optional('INFLUX_CLIENT_KEY_FILE', 'InfluxDB', path(), 'its key'),
  influxTls: required(
    'INFLUX_TLS',
    'InfluxDB',
    choice('verify', 'insecure'),
    'verify',
    'verify InfluxDB’s certificate or (dangerous) not',
  ),
} satisfies Record<string, Setting<unknown>>;

const outputSettings = {
  logLevel: required(
    'LOG_LEVEL',
    'output',
    choice('debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'how much is said',
  ),
  logFormat: {
    ...required(
      'LOG_FORMAT',
      'output',
      choice('auto', 'json', 'text'),
      'auto',
      'one JSON line per event, or a table',
    ),
    fallbackHelp: 'auto: text on a terminal, else json',
  },
} satisfies Record<string, Setting<unknown>>;

const schemaSetting = required(
  'SCHEMA',
  'what is written',
  choice('wide', 'heapster', 'heapster-fields'),
  'wide',
  'names of measurements, tags and fields',
);

/** Every setting of a scrape, once; flags, `--help` and the configuration's type come from here. */
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
  podNamespace: optional('POD_NAMESPACE', 'output', text(), 'its namespace; its pods are never written'),
  jobName: optional('JOB_NAME', 'output', text(), 'its Job, by the downward API'),
} satisfies Record<string, Setting<unknown>>;

/** INFLUX_LONG_RETENTION=none */
export const noLongPoints = -1;

/** Every setting of setup-influx. */
export const setupSettings = {
  schema: schemaSetting,
  ...influxSettings,
  influxRetention: {
    ...optional('INFLUX_RETENTION', 'InfluxDB', duration(3600, { INF: 0 }), 'how long points are kept'),
    fallbackHelp: '30d for what is made anew; what is there stays as it is',
  },
  influxLongRetention: required(
    'INFLUX_LONG_RETENTION',
    'InfluxDB',
    duration(3600, { INF: 0, none: noLongPoints }),
    '365d',
    'how long thinned-out points are kept',
  ),
  influxLongInterval: required(
    'INFLUX_LONG_INTERVAL',
    'InfluxDB',
    duration(120),
    '10m',
    'a thinned-out point for each of these',
  ),
  logLevel: outputSettings.logLevel,
} satisfies Record<string, Setting<unknown>>;

/** Files that hold what must not stand in the environment; read at use, so that a rotated secret counts. */
interface SecretFiles {
  readonly influxPasswordFile: string | undefined;
  readonly influxTokenFile: string | undefined;
}

/** The settings of a command, parsed: names as in its table, units in the names. */
export type Parsed<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value>
    ? Table[Name] extends { fallback: string }
      ? Value
      : Value | undefined
    : never;
} & SecretFiles;

export type Config = Parsed<typeof settings>;
export type SetupConfig = Parsed<typeof setupSettings>;

type Section = Setting<unknown>['section'];
type Optional<Value> = Omit<Setting<Value>, 'fallback'>;
type Required<Value> = Setting<Value> & { readonly fallback: string };

function optional<Value>(
  variable: string,
  section: Section,
  kind: Kind<Value>,
  help: string,
): Optional<Value> {
  return { variable, section, kind, help };
}

function required<Value>(
  variable: string,
  section: Section,
  kind: Kind<Value>,
  fallback: string,
  help: string,
  unit?: string,
): Required<Value> {
  return { variable, section, kind, fallback, help, ...(unit === undefined ? {} : { unit }) };
}
