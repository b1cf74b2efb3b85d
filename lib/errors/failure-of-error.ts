import { errorChain } from './app-error.ts';
import { oneLine } from '../util/one-line.ts';
import type { Cause, Failure } from './causes.ts';
import { failureOfStatus } from './failure-of-status.ts';

/**
 * The cause of a failed request, from the error codes of Node's sockets and TLS, undici and the InfluxDB
 * client.
 *
 * @see https://nodejs.org/api/errors.html
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md
 */
export function failureOf(error: unknown): Failure {
  const chain = errorChain(error);
  const ofProxy = chain.map(({ message }) => /^Proxy response \((\d+)\)/.exec(message)).find(Boolean);
  if (ofProxy) return failureOfStatus(Number(ofProxy[1]), 'was the proxy’s answer');
  for (const { code, message } of chain) {
    const cause = causeOfCode(code);
    if (cause) return { cause, detail: wordsOf(message) || code };
  }
  return {
    cause: 'unknown',
    detail: oneLine(chain.map(({ code, message }) => `${code}: ${message}`).join('; ') || String(error)),
  };
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
  ENETDOWN: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'timeout',
  TimeoutError: 'timeout',
  RequestTimedOutError: 'timeout',
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
  HTTPParserError: 'not_http',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  AbortError: 'cut_short',
  ABORT_ERR: 'cut_short',
};

/**
 * On one line. Of an OpenSSL message only the reason, as `wrong version number`, without the place in its
 * source.
 */
function wordsOf(message: string): string {
  const [, reason] = /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message) ?? [];
  return oneLine(reason ?? message);
}

function causeOfCode(code: string): Cause | undefined {
  return (
    causesByCode[code] ??
    (clientCertificateRefused.test(code) ? 'unauthorized' : undefined) ??
    (code.startsWith('ERR_SSL_') ? 'tls_protocol' : undefined) ??
    (code.startsWith('HPE_') ? 'not_http' : undefined)
  );
}

/** TLS alerts of a server that does not accept the client certificate, or misses one. */
const clientCertificateRefused = /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED)/;
