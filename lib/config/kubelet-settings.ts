import { choice, path, wholeNumber } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** How kubelets are reached and which endpoint is read. */
export const kubeletSettings = {
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
} satisfies Record<string, Setting<unknown>>;

export type KubeletConfig = Parsed<typeof kubeletSettings>;
