import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { query } from '../../../lib/influx/influxql-query.ts';
import type { Transport } from '../../../lib/influx/transport.ts';
import { query as ask } from '../../setup/influx-query.ts';
import { startInfluxDb } from '../../setup/influxdb.ts';
import type { Part } from '../../setup/processes.ts';
import { transportTo } from '../../setup/transport-to.ts';
import { listen } from '../../simulator/listen.ts';

const never = AbortSignal.timeout(60_000);

describe('query, of a real InfluxDB', () => {
  let influx: Part;
  let transport: Transport;
  before(async () => {
    influx = await startInfluxDb();
    transport = transportTo(influx.url);
    await ask(influx.url, '', 'CREATE DATABASE k8s');
    const body = [
      'm,host=a,odd=it\\ is\\,\\ "so" value=9007199254740993i,share=0.5,words="12345678901234567" 1000',
      'm,host=b value=7i 1000',
    ].join('\n');
    assert.equal(
      (await fetch(`${influx.url}/write?db=k8s&precision=ms`, { method: 'POST', body })).status,
      204,
    );
  });
  after(async () => {
    transport.close();
    await influx.stop();
  });

  const rows = (influxql: string) => query(transport, '/query?db=k8s&epoch=ms', influxql, never);

  it('gives a row for each point with its tags; whole numbers beyond 2^53 are exact, texts are left out', async () =>
    assert.deepEqual(await rows('SELECT value, share, words FROM m GROUP BY host, odd'), [
      {
        name: 'm',
        tags: { host: 'a', odd: 'it is, "so"' },
        values: { time: 1000, value: 9007199254740993n, share: 0.5 },
      },
      { name: 'm', tags: { host: 'b', odd: '' }, values: { time: 1000, value: 7 } },
    ]));

  it('takes a question that is longer than what is compressed elsewhere', async () => {
    const long = Array.from({ length: 200 }, (_, index) => `host = 'node-${index}'`).join(' OR ');
    assert.deepEqual(await rows(`SELECT value FROM m WHERE ${long}`), []);
  });

  it('gives no rows where there is no such measurement', async () =>
    assert.deepEqual(await rows('SELECT value FROM nothing'), []));

  for (const [title, path, influxql, words] of [
    ['a database that is not there', '/query?db=none', 'SELECT value FROM m', /database not found: none/],
    ['a question that is none', '/query?db=k8s', 'SELEKT', /error parsing query/],
    [
      'a retention policy that is not there',
      '/query?db=k8s&rp=no',
      'SELECT value FROM m',
      /retention policy not found/,
    ],
  ] as const)
    it(`says what InfluxDB says of ${title}`, () =>
      assert.rejects(query(transport, path, influxql, never), words));
});

describe('query, of something else', () => {
  for (const [title, status, body, words] of [
    ['a page of HTML', 200, '<html></html>', /not that of an InfluxDB/],
    ['other JSON', 200, '{"results":7}', /not that of an InfluxDB/],
    ['a refusal', 403, '{"error":"\\"r\\" is not authorized"}', /403 "r" is not authorized/],
  ] as const)
    it(`says what is wrong with ${title}`, async () => {
      const server = await listen('127.0.0.1', 0, undefined, (_, response) =>
        response.writeHead(status).end(body),
      );
      const transport = transportTo(`http://127.0.0.1:${server.port}`);
      await assert.rejects(query(transport, '/query', 'SELECT 1', never), words);
      transport.close();
      server.close();
    });
});
