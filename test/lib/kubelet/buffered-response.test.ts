import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { Client } from 'undici';
import { bufferedResponse } from '../../../lib/kubelet/buffered-response.ts';
import { collectBody } from '../../../lib/http/response-body.ts';

describe('bufferedResponse', () => {
  const long = 'x'.repeat(300_000);

  it('gives status, headers and all of the body', async () => {
    const answer = await asked((_, response) => response.writeHead(200, { date: 'then' }).end(long));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['date'], 'then');
    assert.ok(answer.body.ok && answer.body.bytes.toString() === long);
  });

  it('reads only the beginning of an error text', async () => {
    const answer = await asked((_, response) => {
      response.writeHead(403).write('x'.repeat(50_000));
    });
    assert.equal(answer.status, 403);
    assert.ok(answer.body.ok && answer.body.bytes.length === 4096);
  });

  it('reads an error text that is longer than the limit of bodies', async () => {
    const answer = await asked((_, response) => response.writeHead(403).end('x'.repeat(3000)), {
      mostBytes: 1024,
    });
    assert.ok(answer.body.ok && answer.body.bytes.length === 3000);
  });

  it('a refusal that breaks off is a refusal', async () => {
    const answer = await asked((_, response) => {
      response.writeHead(403).write('forb', () => response.destroy());
    });
    assert.deepEqual([answer.status, answer.body.ok && answer.body.bytes.toString()], [403, 'forb']);
  });

  it('stops at the limit', async () => {
    const answer = await asked((_, response) => response.writeHead(200).end(long), { mostBytes: 1000 });
    assert.equal(answer.body.ok ? undefined : answer.body.cause, 'too_large');
  });

  it('what breaks off is truncated', async () => {
    const answer = await asked((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('12', () => response.destroy());
    });
    assert.ok(!answer.body.ok);
    assert.deepEqual([answer.body.cause, answer.body.partialText], ['truncated', '12']);
  });

  for (const [title, begin] of [
    ['before the answer', () => undefined],
    ['in its middle', (response) => response.writeHead(200).write('begun')],
  ] as const satisfies readonly [string, (response: Parameters<RequestListener>[1]) => unknown][])
    it(`ends when it is told to, ${title}`, async () => {
      const end = new AbortController();
      const asking = asked(
        (_, response) => {
          begin(response);
          setTimeout(() => end.abort(new Error('time is over')), 20);
        },
        { signal: end.signal },
      );
      await assert.rejects(asking, /time is over/);
    });

  it('does not begin when it is too late', async () => {
    let requests = 0;
    const asking = asked((_, response) => response.end(String(++requests)), {
      signal: AbortSignal.abort(new Error('time was over')),
    });
    await assert.rejects(asking, /time was over/);
    assert.equal(requests, 0);
  });

  it('throws what kept the answer from coming', async () =>
    assert.rejects(
      asked((request) => request.socket.destroy()),
      { code: 'UND_ERR_SOCKET' },
    ));
});

async function asked(
  answer: RequestListener,
  { mostBytes = 2 ** 20, signal = new AbortController().signal } = {},
): ReturnType<typeof bufferedResponse> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const request = { path: '/', method: 'GET' } as const;
    return await bufferedResponse(client, request, collectBody(mostBytes, 'the limit'), signal);
  } finally {
    await client.destroy();
    server.closeAllConnections();
    server.close();
  }
}
