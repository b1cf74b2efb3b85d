import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openWriter } from '../../../lib/influx/batch-writer.ts';
import { asLines } from '../../../lib/model/lines.ts';
import { until } from '../../setup/metrics-api.ts';
import { transportTo } from '../../setup/transport-to.ts';

const mebibyte = 2 ** 20;
/** Lines of exactly 64 KiB, each with its line break. */
const linesOf = (bytes: number) =>
  asLines(Array.from({ length: bytes / 2 ** 16 }, () => `m v="${'x'.repeat(2 ** 16 - 7)}"`));

describe('the batch writer', () => {
  const received: number[] = [];
  let held: ServerResponse[] = [];
  let isHolding = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(gunzipSync(Buffer.concat(chunks)).length + 1);
      if (isHolding) held.push(response);
      else response.writeHead(204).end();
    });
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const writerOf = (concurrency: number) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return openWriter(
      {
        transport: transportTo(url),
        url,
        path: '/write?db=k8s',
        name: 'database "k8s"',
        deadlineMs: Date.now() + 60_000,
        signal: AbortSignal.timeout(60_000),
        shutdownSignal: new AbortController().signal,
        now: Date.now,
        random: () => 0,
        onRetry: () => undefined,
      },
      { batchLines: 100_000, concurrency, onFatal: () => undefined },
    );
  };

  it('cuts a batch at 4 MiB, whatever INFLUX_BATCH_LINES allows', async () => {
    received.length = 0;
    const writer = writerOf(1);
    writer.push(linesOf(9 * mebibyte));
    const { written, requests } = await writer.drain();
    writer.close();
    assert.deepEqual([written, requests], [144, 3]);
    assert.deepEqual(received, [4 * mebibyte, 4 * mebibyte, mebibyte]);
  });

  it('is not ready while 32 MiB wait, and is ready again when a batch has left', async () => {
    received.length = 0;
    isHolding = true;
    const writer = writerOf(1);
    writer.push(linesOf(32 * mebibyte - 2 ** 16));
    await writer.ready();
    writer.push(linesOf(2 ** 16));
    let isReady = false;
    const ready = writer.ready().then(() => (isReady = true));
    // The server has a whole request and has not answered.
    await until(() => Promise.resolve(held.length === 1));
    assert.equal(isReady, false);
    isHolding = false;
    held.forEach((response) => response.writeHead(204).end());
    held = [];
    await ready;
    assert.equal((await writer.drain()).written, 512);
    writer.close();
  });
});
