import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOfStatus } from '../../../lib/errors/failure-of-status.ts';

describe('failureOfStatus', () => {
  const behind = (words: string) => `error trying to reach service: dial tcp 10.0.0.7:10250: ${words}`;
  for (const [status, words, cause] of [
    [302, '', 'redirect'],
    [401, 'Unauthorized', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, '404 page not found', 'not_found'],
    [408, '', 'timeout'],
    [410, 'the provided continue parameter is too old', 'gone'],
    [413, '', 'too_large'],
    [418, 'a teapot', 'unexpected_status'],
    [429, '', 'rate_limited'],
    [500, 'Internal Error', 'server_error'],
    [500, 'no preferred addresses found; known addresses: []', 'no_address'],
    [503, behind('connect: connection refused'), 'refused'],
    [503, behind('connect: no route to host'), 'unreachable'],
    [504, behind('i/o timeout'), 'timeout'],
    [503, behind('lookup node-1 on 10.96.0.10:53: no such host'), 'dns'],
    [
      503,
      'error trying to reach service: tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'tls_untrusted',
    ],
    [
      503,
      "error trying to reach service: x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs",
      'tls_name',
    ],
  ] as const)
    it(`${status} "${words}" is ${cause}`, () => assert.equal(failureOfStatus(status, words).cause, cause));
});
