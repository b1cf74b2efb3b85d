import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { authorization, type InfluxSettings, writePath } from '../../../lib/influx/destination.ts';
import { pack } from '../../../lib/influx/batch.ts';
import { sendBatch, type Sender } from '../../../lib/influx/send-batch.ts';
import { openTransport } from '../../../lib/influx/transport.ts';
import { openWriter } from '../../../lib/influx/batch-writer.ts';
import { asLines } from '../../../lib/model/lines.ts';
import { AppError } from '../../../lib/errors/app-error.ts';
import { query } from '../../setup/influx-query.ts';
import { startInfluxDb } from '../../setup/influxdb.ts';
import { freePort, type Part } from '../../setup/processes.ts';
import { bare } from './bare-settings.ts';

/** A sender with a deadline far away and retries without waiting. */
function senderTo(
  url: string,
  settings: Partial<InfluxSettings> = {},
  deadlineMs = Date.now() + 20_000,
): Sender {
  const all = { ...bare, influxUrl: url, ...settings };
  return {
    transport: openTransport({
      url,
      authorization: () => authorization(all),
      proxy: undefined,
      connections: 2,
      secureContext: undefined,
      isInsecure: false,
      now: Date.now,
    }),
    url,
    path: writePath(all),
    name: 'database "k8s"',
    deadlineMs,
    signal: AbortSignal.timeout(20_000),
    shutdownSignal: new AbortController().signal,
    now: Date.now,
    random: () => 0,
    onRetry: () => undefined,
  };
}

describe('sendBatch, to a real InfluxDB', () => {
  let influx: Part;

  before(async () => {
    influx = await startInfluxDb();
    await query(influx.url, '', 'CREATE DATABASE k8s');
  });
  after(() => influx.stop());

  it('writes, and writing twice changes nothing', async () => {
    for (let time = 0; time < 2; time++)
      assert.equal((await sendBatch(await pack(['m v=1i 1', 'm v=2i 2']), senderTo(influx.url))).written, 2);
    assert.deepEqual((await query(influx.url, 'k8s', 'SELECT count(v) FROM m'))[0]?.values, [[0, 2]]);
  });

  it('counts what the server stored of a batch with a broken line, and names the line', async () => {
    const result = await sendBatch(await pack(['n v=1i 1', 'broken', 'n v=2i 2']), senderTo(influx.url));
    assert.deepEqual([result.written, result.rejected, result.lost], [2, 1, 0]);
    assert.deepEqual(result.rejections, [{ line: 'broken', reason: 'missing fields' }]);
  });

  it('counts and names a conflict of types, and keeps the rest', async () => {
    await sendBatch(await pack(['o,a=b v=1i 1']), senderTo(influx.url));
    const result = await sendBatch(await pack(['o,a=b v=1.5 2', 'p v=1i 1']), senderTo(influx.url));
    assert.deepEqual([result.written, result.rejected], [1, 1]);
    assert.equal(result.rejections[0]?.line, 'o,a=b v=1.5 2');
    assert.match(result.rejections[0].reason, /field type conflict/);
  });

  it('a missing database: the error says what to create', async () => {
    const sent = sendBatch(await pack(['m v=1i 1']), senderTo(influx.url, { influxDatabase: 'other' }));
    await assert.rejects(
      sent,
      (error: unknown) => error instanceof AppError && error.exitCode === 2 && error.message.includes('404'),
    );
  });

  it('a missing retention policy: the error says what to correct', async () => {
    const sent = sendBatch(
      await pack(['m v=1i 1']),
      senderTo(influx.url, { influxRetentionPolicy: 'other' }),
    );
    await assert.rejects(
      sent,
      (error: unknown) => error instanceof AppError && error.remedy.includes('INFLUX_RETENTION_POLICY'),
    );
  });

  it('a writer cuts batches and counts every line', async () => {
    const writer = openWriter(senderTo(influx.url), {
      batchLines: 100,
      concurrency: 2,
      onFatal: () => undefined,
    });
    writer.push(asLines(Array.from({ length: 1234 }, (_, index) => `w v=${index}i ${index + 1}`)));
    await writer.ready();
    const result = await writer.drain();
    writer.close();
    assert.deepEqual([result.written, result.requests], [1234, 13]);
    assert.deepEqual((await query(influx.url, 'k8s', 'SELECT count(v) FROM w'))[0]?.values, [[0, 1234]]);
  });
});

describe('sendBatch, to a server that fails', () => {
  let server: Server;
  let url: string;
  let respond: (lines: string[], response: ServerResponse, request: number) => void;
  let requests = 0;

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        respond(text.toString().split('\n'), response, requests++);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const lines = Array.from({ length: 100 }, (_, index) => `measurement,tag=value field=${index}i ${index}`);
  const send = async (how: typeof respond, deadlineMs?: number, settings: Partial<InfluxSettings> = {}) => {
    respond = how;
    requests = 0;
    return sendBatch(await pack(lines), senderTo(url, settings, deadlineMs));
  };

  it('tries again after 503, 429 with Retry-After, and a connection that breaks', async () => {
    const result = await send((_, response, request) => {
      if (request === 0) response.writeHead(503).end();
      else if (request === 1) response.writeHead(429, { 'retry-after': '0' }).end();
      else if (request === 2) response.socket?.destroy();
      else response.writeHead(204).end();
    });
    assert.deepEqual([result.written, result.lost, result.retries, result.requests], [100, 0, 3, 4]);
  });

  it('reads Retry-After as seconds; where that is beyond the deadline it tries once more before it', async () => {
    const result = await send(
      (_, response) => response.writeHead(503, { 'retry-after': '30' }).end('busy'),
      Date.now() + 5000,
    );
    assert.deepEqual([result.lost, result.requests, result.loss?.detail], [100, 2, '503 busy']);
  });

  it('a last attempt may be the one that succeeds', async () => {
    const result = await send(
      (_, response, request) =>
        request === 0
          ? response.writeHead(503, { 'retry-after': '3600' }).end()
          : response.writeHead(204).end(),
      Date.now() + 4000,
    );
    assert.deepEqual([result.written, result.lost], [100, 0]);
  });

  it('a batch that the deadline cuts short has the failure before as its reason', async () => {
    const end = new AbortController();
    const sender = { ...senderTo(url), signal: end.signal };
    respond = (_, response) => {
      setTimeout(() => end.abort('RUN_TIMEOUT_MS=1 was over'), 50);
      if (requests === 1) response.writeHead(503).end('busy');
    };
    requests = 0;
    const result = await sendBatch(await pack(lines), sender);
    assert.deepEqual([result.lost, result.loss?.cause], [100, 'server_error']);
    const late = await sendBatch(await pack(lines), sender);
    assert.deepEqual(
      [late.lost, late.loss],
      [100, { cause: 'cut_short', detail: 'RUN_TIMEOUT_MS=1 was over' }],
    );
  });

  it('a waiting batch is tried once more at once on shutdown', async () => {
    const interrupt = new AbortController();
    respond = (_, response) => {
      if (requests === 1) response.writeHead(503, { 'retry-after': '15' }).end();
      else response.writeHead(204).end();
      setTimeout(() => interrupt.abort('SIGTERM was received'), 50);
    };
    requests = 0;
    const startMs = Date.now();
    const result = await sendBatch(await pack(lines), { ...senderTo(url), shutdownSignal: interrupt.signal });
    assert.deepEqual([result.written, result.requests], [100, 2]);
    assert.ok(Date.now() - startMs < 10_000);
  });

  it('a response of any size or kind fails only that attempt', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20), { level: 1 });
    const result = await send((_, response, request) => {
      const json = { 'content-type': 'application/json' };
      if (request === 0) response.writeHead(503, { ...json, 'content-encoding': 'gzip' }).end(bomb);
      else if (request === 1) {
        response.writeHead(500, json);
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(2 ** 18, 0x20)));
          if (!response.destroyed) response.once('drain', pour);
        };
        pour();
      } else if (request === 2)
        response.writeHead(503, { 'content-length': '100' }).write('half', () => response.socket?.destroy());
      else response.writeHead(204).end();
    });
    assert.deepEqual([result.written, result.lost, result.retries], [100, 0, 3]);
  });

  it('a token that was rotated between its reading and its use is read again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapline-token-'));
    const influxTokenFile = join(folder, 'token');
    writeFileSync(influxTokenFile, 'old');
    const result = await send(
      (_, response) => {
        writeFileSync(influxTokenFile, 'new');
        const isNew = response.req.headers.authorization === 'Token new';
        response.writeHead(isNew ? 204 : 401).end();
      },
      undefined,
      { influxTokenFile },
    );
    rmSync(folder, { recursive: true });
    assert.deepEqual([result.written, result.requests], [100, 1]);
  });

  it('an attempt has 10 s, and twice as long after each timeout', async () => {
    const timeouts: number[] = [];
    const sender = senderTo(url);
    const { transport } = sender;
    const hurried: Sender = {
      ...sender,
      transport: {
        ...transport,
        send: (request, signal) => {
          timeouts.push(request.timeoutMs);
          const timeoutMs = timeouts.length < 3 ? 20 : request.timeoutMs;
          return transport.send({ ...request, timeoutMs }, signal);
        },
      },
    };
    respond = (_, response, request) => {
      if (request === 2) response.writeHead(204).end();
    };
    requests = 0;
    const result = await sendBatch(await pack(lines), hurried);
    assert.deepEqual([result.written, timeouts], [100, [10_000, 20_000, 40_000]]);
  });

  it('waits between attempts, also where Retry-After is 0', async () => {
    const result = await send(
      (_, response) => response.writeHead(503, { 'retry-after': '0' }).end(),
      Date.now() + 1500,
    );
    assert.ok(result.requests >= 2 && result.requests <= 6, `${result.requests} requests`);
    assert.equal(result.lost, 100);
  });

  it('a server that rejects every line and names none is a configuration error', async () => {
    let asked = 0;
    await assert.rejects(
      send((_, response) => {
        asked++;
        response.writeHead(400).end('no\nthanks');
      }),
      { code: 'influxdb_unexpected_status', exitCode: 2, message: /no thanks/ },
    );
    assert.ok(asked <= 70, `${asked} requests`);
  });

  it('follows no redirect, and sends the credentials nowhere: configuration', async () => {
    const asked: number[] = [];
    await assert.rejects(
      send((_, response, request) => {
        asked.push(request);
        response.writeHead(307, { location: `${url}/elsewhere` }).end();
      }),
      { code: 'influxdb_redirect', exitCode: 2 },
    );
    assert.equal(asked.length, 1);
  });

  it('a hostile server’s message is one line without control characters, and rejects only lines that it names', async () => {
    const result = await send((got, response) => {
      const isFirst = got.length === 100;
      response
        .writeHead(isFirst ? 400 : 204)
        .end(isFirst ? `unable to parse '${lines[3] ?? ''}': \u001b[2J\u202efake\u0007` : '');
    });
    assert.deepEqual([result.written, result.rejected], [99, 1]);
    assert.equal(result.rejections[0]?.reason, '[2J fake');
  });

  it('splits what is too large', async () => {
    const result = await send((got, response) => response.writeHead(got.length > 30 ? 413 : 204).end());
    assert.deepEqual([result.written, result.rejected], [100, 0]);
  });

  it('finds the one line that makes a server reject the whole batch', async () => {
    const result = await send((got, response) => {
      const isBad = got.includes(lines[41] ?? '');
      response
        .writeHead(isBad ? 400 : 204, { 'content-type': 'application/json' })
        .end(isBad ? '{"code":"invalid","message":"bad line"}' : '');
    });
    assert.deepEqual([result.written, result.rejected, result.rejections[0]?.line], [99, 1, lines[41]]);
  });

  it('leaves out a line that is named, and sends the rest again', async () => {
    const result = await send((got, response) => {
      const isBad = got.includes(lines[7] ?? '');
      response
        .writeHead(isBad ? 400 : 204)
        .end(isBad ? `unable to parse '${lines[7] ?? ''}': bad timestamp` : '');
    });
    assert.deepEqual([result.written, result.rejected, result.requests], [99, 1, 2]);
  });
});

it('a server that is down until the deadline costs the lines, and says why', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const result = await sendBatch(await pack(['m v=1i 1']), senderTo(url, {}, Date.now() + 700));
  assert.deepEqual([result.lost, result.written], [1, 0]);
  assert.match(result.loss?.detail ?? '', /ECONNREFUSED/);
  assert.ok(result.retries >= 1);
});
