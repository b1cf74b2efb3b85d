/**
 * Why a request to a kubelet, the API server or InfluxDB failed: one taxonomy for the log, the field `cause`
 * of `heapline_node` and the doctor. Remedies depend on the server: see the files beside this one.
 */
export const causes = {
  no_address: cause(
    'it has no address to dial',
    'no preferred addresses found',
    'kubectl get nodes -o wide',
    'The node’s status lists no address of a type in NODE_ADDRESS_TYPES, or one that is neither an IP address nor a DNS name.',
  ),
  dns: cause(
    'its name could not be resolved',
    'getaddrinfo ENOTFOUND, EAI_AGAIN',
    'getent hosts NAME',
    'The name is wrong, or the DNS that heapline uses does not know it.',
  ),
  refused: cause(
    'it refused the connection',
    'ECONNREFUSED',
    'curl -k https://ADDRESS:PORT/healthz',
    'Nothing listens on that port: the server is down, the port is another, or the read-only port is off.',
  ),
  unreachable: cause(
    'there is no way to it through the network',
    'EHOSTUNREACH, ENETUNREACH, EACCES',
    'ip route get ADDRESS',
    'A route is missing, or a firewall or network policy stands between.',
  ),
  timeout: cause(
    'it did not answer in time',
    'ETIMEDOUT, context deadline exceeded',
    'time curl -k https://ADDRESS:PORT/healthz',
    'A firewall drops packets, the server is overloaded, or its answer takes longer than it was given.',
  ),
  reset: cause(
    'it closed the connection before it answered',
    'ECONNRESET, socket hang up',
    'journalctl -u kubelet; kubectl logs POD',
    'The server was restarted, or something in between cuts connections.',
  ),
  tls_protocol: cause(
    'it does not speak TLS',
    'wrong version number, EPROTO',
    'openssl s_client -connect ADDRESS:PORT </dev/null',
    'The port is a plain one, or whoever listens there speaks only what is too old.',
  ),
  tls_untrusted: cause(
    'its certificate is signed by no authority that heapline trusts',
    'x509: certificate signed by unknown authority; DEPTH_ZERO_SELF_SIGNED_CERT',
    'openssl s_client -connect ADDRESS:PORT -showcerts </dev/null',
    'The certificate is self-signed (kubeadm’s kubelets are), or of an authority that was not given.',
  ),
  tls_name: cause(
    'its certificate is for another name or address',
    'x509: cannot validate certificate for … because it doesn’t contain any IP SANs; ERR_TLS_CERT_ALTNAME_INVALID',
    'openssl s_client -connect ADDRESS:PORT </dev/null | openssl x509 -noout -ext subjectAltName',
    'The certificate names the host and not the address that was dialled, or another host altogether.',
  ),
  tls_expired: cause(
    'its certificate is not valid now',
    'x509: certificate has expired or is not yet valid',
    'openssl s_client -connect ADDRESS:PORT </dev/null | openssl x509 -noout -dates',
    'The certificate was not renewed, or a clock is wrong.',
  ),
  unauthorized: cause(
    'it does not know who asks',
    '401 Unauthorized',
    'kubectl get nodes',
    'A token has expired or is for another audience, a password is wrong, or a kubelet does not ask the API server who a token belongs to.',
  ),
  forbidden: cause(
    'it knows who asks, and refuses',
    '403 Forbidden (user=…, verb=get, resource=nodes, subresource=stats)',
    'kubectl auth can-i get nodes --subresource=stats --as=system:serviceaccount:NAMESPACE:NAME',
    'A right is missing. The verb follows from the HTTP method: Heapster’s POST needed create.',
  ),
  not_found: cause(
    'it does not have what was asked for',
    '404 page not found',
    'kubectl get --raw /api/v1/nodes/NODE/proxy/stats/summary',
    'The kubelet’s version does not have that endpoint (/stats/container/ went with 1.21), the node is gone, or the database or bucket was never made.',
  ),
  gone: cause(
    'its list changed faster than it could be read',
    '410 Gone: the provided continue parameter is too old',
    'kubectl get --raw "/api/v1/nodes?limit=500"',
    'The API server forgot where the next page begins; heapline began anew, and it happened again and again.',
  ),
  redirect: cause(
    'it sent heapline elsewhere, and heapline follows no redirect',
    '301, 302, 307',
    'curl -ki https://ADDRESS:PORT/stats/summary',
    'A login page or a proxy answers in its place.',
  ),
  rate_limited: cause(
    'it asks for fewer requests',
    '429 Too Many Requests',
    'kubectl get --raw /metrics | grep apiserver_flowcontrol_rejected',
    'The server protects itself from load; heapline waited as it was told, until there was no more time.',
  ),
  server_error: cause(
    'it failed inside',
    '500 Internal Error, 503 Service Unavailable',
    'journalctl -u kubelet; kubectl logs POD',
    'The server is in trouble, starting or stopping.',
  ),
  unexpected_status: cause(
    'it answered with a status that heapline has no use for',
    'any other status',
    'curl -ki https://ADDRESS:PORT/stats/summary',
    'Something else than was expected answers there.',
  ),
  too_large: cause(
    'its answer is larger than heapline takes',
    'more than MAX_BODY_BYTES',
    'kubectl get --raw /api/v1/nodes/NODE/proxy/stats/summary | wc -c',
    'A node with very many pods, or an answer that has no end.',
  ),
  truncated: cause(
    'its answer broke off',
    'unexpected EOF, Unexpected end of JSON input',
    'journalctl -u kubelet; kubectl logs POD',
    'The server was restarted, or something in between cut the connection.',
  ),
  not_http: cause(
    'it does not speak HTTP as the standard has it',
    'malformed HTTP response',
    'curl -kv https://ADDRESS:PORT/',
    'Something else than was expected listens on that port.',
  ),
  not_json: cause(
    'its answer is not JSON',
    'invalid character ‘<’ looking for beginning of value',
    'curl -ki https://ADDRESS:PORT/stats/summary',
    'A login page or a proxy answers in its place.',
  ),
  schema: cause(
    'its answer is not what such a server answers',
    'JSON, but not the kubelet’s statistics',
    'curl -k https://ADDRESS:PORT/stats/summary | head -c 300',
    'Something else than was expected answers there, or something hostile.',
  ),
  wrong_node: cause(
    'another node answered in its place',
    'numbers of one node under the name of another',
    'kubectl get nodes -o wide',
    'Two nodes claim one address, or something in between leads astray.',
  ),
  full: cause('it takes no more', 'ENOSPC: no space left on device', 'df -h', 'The disk behind it is full.'),
  cut_short: cause(
    'the run ended before its turn or its answer',
    'fewer nodes than there are',
    'SELECT duration_ms, nodes, nodes_up FROM heapline_run',
    'The sweep’s time was over, the run was interrupted, or its memory came to an end.',
  ),
  unknown: cause(
    'it failed in a way that heapline does not know',
    'none of the above',
    'heapline doctor',
    'Not known: that is the fault.',
  ),
} as const;

export type Cause = keyof typeof causes;

/** A cause with its detail: what the server or the socket said. Never a secret. */
export interface Failure {
  readonly cause: Cause;
  readonly detail: string;
}

interface Explanation {
  /** Follows the server's name and a colon. */
  readonly what: string;
  /** How it shows in Heapster's log, in curl, in kubectl. */
  readonly seenAs: string;
  /** A command or query that shows it. */
  readonly check: string;
  /** What usually causes it. */
  readonly why: string;
}

function cause(what: string, seenAs: string, check: string, why: string): Explanation {
  return { what, seenAs, check, why };
}
