import type { Cause } from '../causes.ts';
import { errorChain } from '../errors.ts';
import type { Failure } from '../run.ts';

/** The cause behind an error of a request, told from the codes of Node's sockets, its TLS and undici. */
export function failureOf(error: unknown): Failure {
  const chain = errorChain(error);
  for (const { code, message } of chain) {
    const cause = causeOfCode(code);
    if (cause) return { cause, detail: message || code };
  }
  return {
    cause: 'unknown',
    detail: chain.map(({ code, message }) => `${code}: ${message}`).join('; ') || String(error),
  };
}

/** The cause behind a status that is not 200, with the words that came with it. */
export function failureOfStatus(status: number, words: string): Failure {
  const detail = `${status} ${words}`.trim();
  if (status === 401) return { cause: 'unauthorized', detail };
  if (status === 403) return { cause: 'forbidden', detail };
  if (status === 404) return { cause: 'not_found', detail };
  if (status >= 300 && status < 400) return { cause: 'redirect', detail };
  // How the API server says, in proxy mode, that the node has no address.
  if (words.includes('no preferred addresses found')) return { cause: 'no_address', detail };
  return { cause: status >= 500 ? 'server_error' : 'unexpected_status', detail };
}

const causesByCode: Readonly<Record<string, Cause>> = {
  ERR_INVALID_URL: 'no_address',
  UND_ERR_INVALID_ARG: 'no_address',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
  TimeoutError: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EPROTO: 'tls_protocol',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name',
  HOSTNAME_MISMATCH: 'tls_name',
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  CERT_SIGNATURE_FAILURE: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_REVOKED: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'truncated',
  AbortError: 'cut_short',
};

function causeOfCode(code: string): Cause | undefined {
  return (
    causesByCode[code] ??
    (code.startsWith('ERR_SSL_') ? 'tls_protocol' : undefined) ??
    (code.startsWith('HPE_') ? 'not_http' : undefined)
  );
}
