import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOf } from '../../../lib/errors/failure-of-error.ts';

describe('failureOf', () => {
  for (const [code, cause] of [
    ['EAI_AGAIN', 'dns'],
    ['EHOSTUNREACH', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['CERT_NOT_YET_VALID', 'tls_expired'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_protocol'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unauthorized'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'unauthorized'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls_protocol'],
    ['HPE_INVALID_CONSTANT', 'not_http'],
    ['ABORT_ERR', 'cut_short'],
    ['HTTPParserError', 'not_http'],
    ['ESOMETHING', 'unknown'],
  ] as const)
    it(`${code}, behind another error, is ${cause}`, () => {
      const inner = Object.assign(new Error('inner'), { code });
      assert.equal(failureOf(new Error('outer', { cause: inner })).cause, cause);
    });

  it('of OpenSSL’s message only the reason is given, on one line', () => {
    const message =
      'write EPROTO 405D4365707F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:77:\n';
    const error = Object.assign(new Error(message), { code: 'EPROTO' });
    assert.deepEqual(failureOf(error), { cause: 'tls_protocol', detail: 'wrong version number' });
  });
});
