import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openTransport } from '../../../lib/influx/transport.ts';

const question = { path: '/query', contentType: 'text/plain', maxAnswerBytes: 1000, timeoutMs: 5000 };

describe('the transport to InfluxDB', () => {
  const tokens = ['old-s3cr3t', 'new-s3cr3t'];
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.push(authorization);
    response.writeHead(401).end(JSON.stringify({ error: `no such token: ${authorization ?? ''}` }));
  });
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => server.close());

  it('retries with a token that is new since the 401, and redacts every token in messages', async () => {
    const { port } = server.address() as AddressInfo;
    const transport = openTransport({
      url: `http://127.0.0.1:${port}`,
      authorization: () => `Token ${tokens.shift() ?? 'new-s3cr3t'}`,
      proxy: undefined,
      connections: 1,
      secureContext: undefined,
      isInsecure: false,
      now: Date.now,
    });
    const answer = await transport.send({ ...question, body: '' }, new AbortController().signal);
    transport.close();
    assert.deepEqual(seen, ['Token old-s3cr3t', 'Token new-s3cr3t']);
    assert.deepEqual(
      [answer.status, answer.redactText?.(answer.body)],
      [401, 'no such token: Token (not shown)'],
    );
  });
});
