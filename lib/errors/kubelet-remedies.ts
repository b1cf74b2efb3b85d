import type { Cause } from './causes.ts';
import { missingRule } from './missing-rbac-rule.ts';
import { memoryRemedy } from './out-of-memory.ts';

/** How kubelets are reached, for remedies. */
export interface KubeletFacts {
  readonly access: 'direct' | 'proxy' | 'readonly';
  readonly timeoutMs: number;
  readonly addressTypes: string;
}

/** What to do where a kubelet gave no statistics. `detail` is what the kubelet or the socket said. */
export function kubeletRemedy(cause: Cause, detail: string, facts: KubeletFacts): string {
  return remedies[cause]({ ...facts, detail });
}

type Remedy = (facts: KubeletFacts & { readonly detail: string }) => string;

const isItAKubelet = () =>
  'Check that the address is a kubelet’s and that no proxy or login page stands in between.';

const remedies: Readonly<Record<Cause, Remedy>> = {
  no_address: ({ addressTypes }) =>
    `Set NODE_ADDRESS_TYPES to a type that the node has (now ${addressTypes}), or give its kubelet --node-ip; ` +
    'KUBELET_ACCESS=proxy needs no address.',
  dns: () =>
    'Dial IP addresses, NODE_ADDRESS_TYPES=InternalIP, or make the name known to the DNS that heapline uses.',
  refused: ({ access }) =>
    access === 'readonly'
      ? 'The read-only port is off by default: use KUBELET_ACCESS=direct, or set readOnlyPort in the kubelet’s configuration.'
      : 'Check that the kubelet runs and listens on that port (KUBELET_PORT sets another).',
  unreachable: () =>
    'Check routes, firewalls and network policies between heapline and the node; outside the cluster use KUBELET_ACCESS=proxy.',
  timeout: ({ timeoutMs }) =>
    `Check the node’s load and the firewall between; if it is only slow, raise KUBELET_TIMEOUT_MS (now ${timeoutMs}).`,
  reset: () => 'Check what stands between heapline and the kubelet, and the kubelet’s log.',
  tls_protocol: () =>
    'Check KUBELET_PORT: the kubelet’s HTTPS port is 10250; the read-only port 10255 needs KUBELET_ACCESS=readonly.',
  tls_untrusted: () =>
    'Give in KUBELET_CA_FILE the authority that signed its certificate, or let the cluster sign kubelet certificates (serverTLSBootstrap: true, then approve the ' +
    'CSRs). KUBELET_TLS=insecure works too, and trusts anyone.',
  tls_name: () =>
    'If it carries the node’s name, set KUBELET_TLS=verify-name; if it carries another address, order NODE_ADDRESS_TYPES by it.',
  tls_expired: () =>
    'Renew the kubelet’s serving certificate (rotateCertificates: true), and compare the clocks.',
  unauthorized: ({ access }) =>
    access === 'proxy'
      ? 'The API server refused the token or certificate: renew the credentials of the kubeconfig.'
      : 'Turn on webhook authentication in the kubelet (authentication.webhook.enabled: true), or give KUBELET_CLIENT_CERT_FILE; ' +
        'a token may have expired, or be for another audience than the API server’s.',
  forbidden: ({ access, detail }) =>
    access === 'proxy'
      ? `Use KUBELET_ACCESS=direct, which needs nodes/stats alone; or, for a person and not for a CronJob, because with it one can run commands in every pod, add to the ClusterRole:  ${missingRule(detail, { verb: 'get', resource: 'nodes/proxy' })}`
      : `Add to the ClusterRole:  ${missingRule(detail, { verb: 'get', resource: 'nodes/stats' })}`,
  not_found: ({ access, detail }) => {
    if (detail.startsWith('/stats/container/'))
      return 'Kubelets since Kubernetes 1.21 have no /stats/container/, those since 1.18 only with --enable-cadvisor-json-endpoints: use KUBELET_SOURCE=auto.';
    return access === 'proxy'
      ? 'Check that the node still exists, or use KUBELET_SOURCE=auto, which takes what a kubelet has.'
      : 'Check that a kubelet answers at that address, or use KUBELET_SOURCE=auto: every kubelet since Kubernetes 1.5 serves /stats/summary.';
  },
  gone: () => 'Nothing is to be done: the next run asks again.',
  redirect: isItAKubelet,
  rate_limited: ({ access }) =>
    access === 'proxy'
      ? 'The API server limits requests: lower CONCURRENCY, or ask kubelets straight (KUBELET_ACCESS=direct).'
      : 'Something between heapline and the kubelet limits requests: kubelets do not.',
  server_error: () => 'Read the kubelet’s log; one failure mends itself with the next run.',
  unexpected_status: () => 'Check that the address is a kubelet’s.',
  too_large: ({ detail }) => `If the node really has that much to say, raise MAX_BODY_BYTES. (${detail})`,
  truncated: () => 'Check the network between; one failure mends itself with the next run.',
  not_http: () => 'Check that the address and port are a kubelet’s.',
  not_json: isItAKubelet,
  schema: () => 'Check that the address is a kubelet’s.',
  wrong_node: () =>
    'Two nodes claim one address, or something in between leads astray: check the addresses in `kubectl get nodes -o wide`.',
  full: () => 'Make room on the disk of the node.',
  cut_short: ({ detail }) =>
    memoryRemedy(detail) ??
    (/ was received/.test(detail)
      ? 'The run was ended from outside before its turn came: the next one asks again.'
      : undefined) ??
    'Raise SWEEP_TIMEOUT_MS or CONCURRENCY, or find what is slow.',
  unknown: () => 'Please report this with the log line.',
};
