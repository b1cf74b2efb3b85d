import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { listenUntilEnd } from '../../functions/listening.ts';
import { AppError } from '../../lib/errors/app-error.ts';
import { textReporter } from '../../lib/report/text-reporter.ts';

const reporter = textReporter(process.stderr, 'error');
const never = new AbortController().signal;
const listen = (server: Server, port: number, interrupt = never) =>
  listenUntilEnd(
    server,
    { port, name: 'The server' },
    { interrupt, shortOfMemory: never },
    reporter,
    async () => {},
  );

describe('listenUntilEnd', () => {
  it('says where a port cannot be had, and what to do: that is no bug', async () => {
    const first = createServer().listen(0);
    await once(first, 'listening');
    try {
      const { port } = first.address() as AddressInfo;
      await assert.rejects(listen(createServer(), port), (error) => {
        assert.ok(error instanceof AppError);
        assert.deepEqual([error.code, error.exitCode], ['configuration', 2]);
        assert.match(error.message, new RegExp(`^heapline cannot listen on port ${port}: .*EADDRINUSE`));
        return true;
      });
    } finally {
      first.close();
    }
  });

  it('does not start where the signal has aborted before', async () => {
    const server = createServer();
    await listen(server, 0, AbortSignal.abort('SIGTERM was received'));
    assert.equal(server.listening, false);
  });
});
