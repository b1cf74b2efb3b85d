/**
 * Why a node gave no numbers: one taxonomy for the scrape, its log and the field `cause` of `heapline_node`. Each
 * cause says what was found and what mends it.
 */
export const causes = {
  no_address: cause(
    'it has no address to dial',
    ({ addressTypes }) =>
      `Set NODE_ADDRESS_TYPES to a type that the node has (now ${addressTypes}), or give its kubelet --node-ip; ` +
      'KUBELET_ACCESS=proxy needs no address.',
  ),
  dns: cause(
    'its name could not be resolved',
    () =>
      'Dial IP addresses, NODE_ADDRESS_TYPES=InternalIP, or make the name known to the DNS that heapline uses.',
  ),
  refused: cause('it refused the connection', ({ access }) =>
    access === 'readonly'
      ? 'The read-only port is off by default: use KUBELET_ACCESS=direct, or set readOnlyPort in the kubelet’s configuration.'
      : 'Check that the kubelet runs and listens on that port (KUBELET_PORT sets another).',
  ),
  unreachable: cause(
    'there is no way to it through the network',
    () =>
      'Check routes, firewalls and network policies between heapline and the node; outside the cluster use KUBELET_ACCESS=proxy.',
  ),
  timeout: cause(
    'it did not answer in time',
    ({ timeoutMs }) =>
      `Check the node’s load and the firewall between; if it is only slow, raise KUBELET_TIMEOUT_MS (now ${timeoutMs}).`,
  ),
  reset: cause(
    'it closed the connection before it answered',
    () => 'Check what stands between heapline and the kubelet, and the kubelet’s log.',
  ),
  tls_protocol: cause(
    'it does not speak TLS',
    () =>
      'Check KUBELET_PORT: the kubelet’s HTTPS port is 10250; the read-only port 10255 needs KUBELET_ACCESS=readonly.',
  ),
  tls_untrusted: cause(
    'its certificate is signed by no authority that heapline trusts',
    () =>
      'Give KUBELET_CA_FILE, or let the cluster sign kubelet certificates (serverTLSBootstrap: true, then approve the ' +
      'CSRs). KUBELET_TLS=insecure works too, and trusts anyone.',
  ),
  tls_name: cause(
    'its certificate is for another name or address',
    () =>
      'If it carries the node’s name, set KUBELET_TLS=verify-name; if it carries another address, order NODE_ADDRESS_TYPES by it.',
  ),
  tls_expired: cause(
    'its certificate is not valid now',
    () => 'Renew the kubelet’s serving certificate (rotateCertificates: true), and compare the clocks.',
  ),
  unauthorized: cause('it does not know who asks', ({ access }) =>
    access === 'proxy'
      ? 'The API server refused the token or certificate: renew the credentials of the kubeconfig.'
      : 'Turn on webhook authentication in the kubelet (authentication.webhook.enabled: true), or give KUBELET_CLIENT_CERT_FILE; ' +
        'a token may have expired.',
  ),
  forbidden: cause('it knows who asks, and refuses', ({ access, detail }) => missingRule(access, detail)),
  not_found: cause('it does not have the endpoint', ({ access, detail }) => {
    if (detail.startsWith('/stats/container/'))
      return 'Kubelets since Kubernetes 1.21 have no /stats/container/, those since 1.18 only with --enable-cadvisor-json-endpoints: use KUBELET_SOURCE=auto.';
    return access === 'proxy'
      ? 'Check that the node still exists, or use KUBELET_SOURCE=auto, which takes what a kubelet has.'
      : 'Check that a kubelet answers at that address, or use KUBELET_SOURCE=auto: every kubelet since Kubernetes 1.5 serves /stats/summary.';
  }),
  redirect: cause(
    'it sent heapline elsewhere, and heapline follows no redirect',
    () => 'Check that the address is a kubelet’s and that no proxy or login page stands in between.',
  ),
  server_error: cause(
    'it failed inside',
    () => 'Read the kubelet’s log; one failure mends itself with the next run.',
  ),
  unexpected_status: cause(
    'it answered with a status that heapline has no use for',
    () => 'Check that the address is a kubelet’s.',
  ),
  too_large: cause(
    'its answer is larger than heapline takes',
    ({ detail }) => `If the node really has that much to say, raise MAX_BODY_BYTES. (${detail})`,
  ),
  truncated: cause(
    'its answer broke off',
    () => 'Check the network between; one failure mends itself with the next run.',
  ),
  not_http: cause(
    'it does not speak HTTP as the standard has it',
    () => 'Check that the address and port are a kubelet’s.',
  ),
  not_json: cause(
    'its answer is not JSON',
    () => 'Check that the address is a kubelet’s and that no proxy or login page stands in between.',
  ),
  schema: cause('its answer is not the kubelet’s statistics', () => 'Check that the address is a kubelet’s.'),
  wrong_node: cause(
    'another node answered in its place',
    () =>
      'Two nodes claim one address, or something in between leads astray: check the addresses in `kubectl get nodes -o wide`.',
  ),
  cut_short: cause(
    'the run ended before its turn or its answer',
    () => 'Raise SWEEP_TIMEOUT_MS or CONCURRENCY, or find what is slow.',
  ),
  unknown: cause(
    'it failed in a way that heapline does not know',
    () => 'Please report this with the log line.',
  ),
} as const;

export type Cause = keyof typeof causes;

/** What the remedies need to know. `detail` is what was seen, in the words of whoever said it. */
export interface FailureFacts {
  readonly access: 'direct' | 'proxy' | 'readonly';
  readonly detail: string;
  readonly timeoutMs: number;
  readonly addressTypes: string;
}

interface Explanation {
  readonly what: string;
  readonly remedy: (facts: FailureFacts) => string;
}

function cause(what: string, remedy: (facts: FailureFacts) => string): Explanation {
  return { what, remedy };
}

/** The kubelet's and the API server's words for a missing right, in both of the kubelet's wordings, to the rule that grants it. */
function missingRule(access: FailureFacts['access'], detail: string): string {
  const kubelet = /verb=(\w+), resource=(\w+), subresource(?:\(s\)=\[|=)([\w-]+)/.exec(detail);
  const api = /cannot (\w+) resource "([\w/]+)"/.exec(detail);
  const verb = kubelet?.[1] ?? api?.[1] ?? 'get';
  const resource = kubelet
    ? `${kubelet[2] ?? ''}/${kubelet[3] ?? ''}`
    : (api?.[2] ?? (access === 'proxy' ? 'nodes/proxy' : 'nodes/stats'));
  return `Add to the ClusterRole:  - {apiGroups: [""], resources: ["${resource}"], verbs: ["${verb}"]}`;
}
