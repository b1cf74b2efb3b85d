import type { Cause } from './causes.ts';
import { missingRule } from './missing-rbac-rule.ts';
import { memoryRemedy } from './out-of-memory.ts';

/** A request to the API server, for messages. */
export interface ApiQuestion {
  readonly verb: string;
  readonly resource: string;
  /** The RBAC rule to add where it is forbidden; without one the rule is taken from the server's message. */
  readonly rule?: string;
  /** Whether the rule belongs into a ClusterRole. */
  readonly isOfCluster?: boolean;
}

/** What to do where a request to the API server failed. `detail` is what the server or the socket said. */
export function apiRemedy(cause: Cause, detail: string, question: ApiQuestion): string {
  if (detail.includes('the proxy’s answer')) return ofProxy;
  if (cause === 'forbidden')
    return question.rule === undefined
      ? `Add to the ClusterRole:  ${missingRule(detail, question)}`
      : `Add to the ${question.isOfCluster ? 'ClusterRole' : 'Role'}:  ${question.rule}`;
  const ofMemory = cause === 'cut_short' ? memoryRemedy(detail) : undefined;
  return ofMemory ?? remedies[cause] ?? otherwise;
}

const ofProxy =
  'Check HTTPS_PROXY or the kubeconfig’s proxy-url and the user and password in it, or except the host with NO_PROXY.';

const otherwise =
  'Check the address in the kubeconfig, and that this machine reaches it: `kubectl get nodes` must work.';

const isItTheServer =
  'Check that the address in the kubeconfig is the API server’s, and that no proxy or login page stands in between.';

const remedies: Readonly<Partial<Record<Cause, string>>> = {
  dns: 'Correct the server’s name in the kubeconfig; in a pod, check dnsPolicy and that the cluster’s DNS runs.',
  refused: 'Check that the control plane runs, and the port in the kubeconfig: `kubectl cluster-info`.',
  unreachable: 'Check routes, firewalls and network policies between heapline and the API server.',
  timeout: 'Check firewalls and network policies on the way, and the load of the API server.',
  tls_protocol: 'Check the port in the kubeconfig, and that HTTPS_PROXY is an HTTP proxy.',
  tls_untrusted:
    'Give the cluster’s authority: certificate-authority-data in the kubeconfig; in a pod it is mounted beside the token.',
  tls_name:
    'Use an address that the API server’s certificate names, or set tls-server-name in the kubeconfig.',
  tls_expired:
    'Renew the API server’s certificate (`kubeadm certs renew apiserver`), and compare the clocks.',
  unauthorized:
    'Renew the token or certificate: `kubectl get nodes` with the same credentials must work. A token may be for another audience.',
  not_found: isItTheServer,
  redirect: isItTheServer,
  not_http: isItTheServer,
  not_json: isItTheServer,
  schema: isItTheServer,
  gone: 'Nothing is to be done unless it stays so; then look at the load of the control plane.',
  rate_limited:
    'The API server is overloaded, or its priority and fairness give heapline too little: a FlowSchema can give it more.',
  server_error: 'Check the health of the control plane: `kubectl get --raw /readyz?verbose`.',
  unexpected_status: isItTheServer,
  too_large: isItTheServer,
  cut_short: 'Raise SWEEP_TIMEOUT_MS, or find out what is slow: `kubectl get --raw /readyz?verbose`.',
  unknown: 'Please report this with the log line.',
};
