import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeVerdict } from '../../../lib/influx/write-verdict.ts';

describe('writeVerdict', () => {
  for (const [status, body, kind] of [
    [204, '', 'written'],
    [200, '<html>Sign in</html>', 'configuration'],
    [302, '', 'configuration'],
    [400, 'partial write: field type conflict: … dropped=1', 'rejected'],
    [400, 'Client sent an HTTP request to an HTTPS server.', 'configuration'],
    [401, 'authorization failed', 'configuration'],
    [408, '', 'retry'],
    [425, '', 'retry'],
    [403, '"r" user is not authorized', 'configuration'],
    [404, 'database not found: "x"', 'configuration'],
    [413, '', 'too_large'],
    [429, '', 'retry'],
    [500, 'retention policy not found: x', 'configuration'],
    [500, 'timeout', 'retry'],
    [503, '', 'retry'],
  ] as const)
    it(`${status} ${body}: ${kind}`, () =>
      assert.equal(
        writeVerdict({ status, body, retryAfterMs: undefined }, 'http://i', 'database "x"').kind,
        kind,
      ));

  it('names rejected lines as they were sent, and redacts secrets in their messages', () => {
    const line = 'kube_node,cluster=kubernetes a=';
    const verdict = writeVerdict(
      {
        status: 400,
        body: `partial write: unable to parse '${line}': no kubernetes here dropped=0`,
        redactText: (words) => words.replaceAll('kubernetes', '…'),
        retryAfterMs: undefined,
      },
      'http://i',
      'database "x"',
    );
    assert.ok(verdict.kind === 'rejected');
    assert.deepEqual(verdict.rejectedLines, [{ line, reason: 'no … here' }]);
    assert.equal(
      verdict.words,
      "partial write: unable to parse 'kube_node,cluster=… a=': no … here dropped=0",
    );
  });
});
