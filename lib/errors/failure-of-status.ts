import type { Cause, Failure } from './causes.ts';

/** The cause of a status that is no success. */
export function failureOfStatus(status: number, words: string): Failure {
  return { cause: causeOf(status, words), detail: `${status} ${words}`.trim() };
}

function causeOf(status: number, words: string): Cause {
  const known = causesByStatus[status];
  if (known) return known;
  if (status >= 300 && status < 400) return 'redirect';
  if (status < 500) return 'unexpected_status';
  return behindTheServer.find(([said]) => said.test(words))?.[1] ?? 'server_error';
}

const causesByStatus: Readonly<Record<number, Cause>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  410: 'gone',
  413: 'too_large',
  429: 'rate_limited',
};

/**
 * What the API server says of a kubelet that it could not reach, in the messages of Go's net and crypto/x509.
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/proxy/transport.go
 */
const behindTheServer: readonly (readonly [RegExp, Cause])[] = [
  [/no preferred addresses found/, 'no_address'],
  [/error trying to reach service.*connection refused/, 'refused'],
  [/error trying to reach service.*no such host/, 'dns'],
  [/error trying to reach service.*(no route to host|network is unreachable)/, 'unreachable'],
  [/error trying to reach service.*(i\/o timeout|deadline exceeded|handshake timeout)/, 'timeout'],
  [/error trying to reach service.*(certificate has expired|not yet valid)/, 'tls_expired'],
  [/error trying to reach service.*(unknown authority|self-signed)/, 'tls_untrusted'],
  [/error trying to reach service.*x509: .*(SANs|is valid for)/, 'tls_name'],
];
