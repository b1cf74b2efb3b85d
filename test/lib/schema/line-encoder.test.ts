import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  escapeKey,
  floatValue,
  integerValue,
  storedText,
  stringValue,
  tagPart,
} from '../../../lib/schema/line-encoder.ts';
import { points, query } from '../../setup/influx-query.ts';
import { startInfluxDb } from '../../setup/influxdb.ts';
import type { Part } from '../../setup/processes.ts';

/** InfluxDB itself is the judge: what is written must be read back equal. */
describe('line protocol, written to InfluxDB and read back', () => {
  let influx: Part;

  before(async () => {
    influx = await startInfluxDb();
  });
  after(() => influx.stop());

  async function writeAndRead(lines: readonly string[]) {
    await query(influx.url, '', 'DROP DATABASE d');
    await query(influx.url, '', 'CREATE DATABASE d');
    const response = await fetch(`${influx.url}/write?db=d&precision=ms`, {
      method: 'POST',
      body: lines.join('\n'),
    });
    assert.equal(response.status, 204, await response.text());
    return (await points(influx.url, 'd', 'm')).sort((a, b) => a.timeMs - b.timeMs);
  }

  const texts = [
    'plain',
    'a b',
    'a,b',
    'a=b',
    'a, b=c',
    ' leading and trailing ',
    'quote " inside',
    "apostrophe ' inside",
    String.raw`back\slash`,
    String.raw`\leading`,
    String.raw`two\\inside`,
    String.raw`\n as two characters`,
    'hash # inside',
    '#leading hash',
    'Zürich ☸ 东京 🚢',
    'ns/pod:port@sha256-0',
    '1i',
    'true',
    '{"json":1}',
    'x'.repeat(1024),
  ];

  it('tag values', async () => {
    const found = await writeAndRead(texts.map((text, time) => `m${tagPart('t', text)} v=1i ${time + 1}`));
    assert.deepEqual(
      found.map(({ tags }) => tags['t']),
      texts,
    );
  });

  it('tag names', async () => {
    const found = await writeAndRead(
      texts.map((text, time) => `m${tagPart(escapeKey(`x${text}`), 'v')} v=1i ${time + 1}`),
    );
    assert.deepEqual(
      found.map(({ tags }) => Object.keys(tags)),
      texts.map((text) => [`x${text}`]),
    );
  });

  it('a backslash before what is escaped, beside a quote: the line after is a line of its own', async () => {
    const tags = tagPart('t', String.raw`a\ b`) + tagPart('u', '"c');
    const found = await writeAndRead([`m${tags} v=1i 1`, 'm,t=next v=2i 2']);
    assert.deepEqual(
      found.map(({ tags: { t, u } }) => [t, u]),
      [
        ['a b', '"c'],
        ['next', undefined],
      ],
    );
  });

  it('text fields, line breaks and trailing backslashes included', async () => {
    const all = [...texts, 'two\nlines', 'tab\there', 'at the end\\', '\\', '"', ''];
    const found = await writeAndRead(all.map((text, time) => `m v=${stringValue(text)} ${time + 1}`));
    assert.deepEqual(
      found.map(({ fields }) => fields['v']),
      all,
    );
  });

  it('integers, to the last one that int64 holds', async () => {
    const all = [0, 1, 42, 2 ** 31, 2 ** 53 - 1, 2n ** 53n + 1n, 9007199254740993n, 2n ** 63n - 1n];
    const found = await writeAndRead(
      all.map((value, time) => `m v=${integerValue(value) ?? ''} ${time + 1}`),
    );
    assert.deepEqual(
      found.map(({ fields }) => fields['v']),
      all,
    );
  });

  it('floats, of every size', async () => {
    const all = [0, 0.1, 1, 1e-7, 1e21, 1.7976931348623157e308, 5e-324, 123456.789, 0.30000000000000004];
    const found = await writeAndRead(all.map((value, time) => `m v=${floatValue(value) ?? ''} ${time + 1}`));
    assert.deepEqual(
      found.map(({ fields }) => fields['v']),
      all,
    );
  });

  it('any text: InfluxDB accepts the line, and texts that differ in what a tag can hold stay different', async () => {
    const all = [
      ...new Set(
        fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { numRuns: 500, seed: 7 }),
      ),
    ];
    const lines = all.map((text, time) => `m${tagPart('t', text)} v=${stringValue(text)} ${time + 1}`);
    const found = await writeAndRead(lines);
    assert.deepEqual(
      found.map(({ fields }) => fields['v']),
      all,
    );
  });
});

describe('what has no spelling', () => {
  for (const [text, part] of [
    ['two\nlines', String.raw`,t=two\nlines`],
    ['two\r\nlines', String.raw`,t=two\nlines`],
    ['at the end\\', String.raw`,t=at\ the\ end`],
    [String.raw`before\,comma\ space\=equals`, String.raw`,t=before\,comma\ space\=equals`],
    ['\\\\', ''],
    ['nul\0bell\x07', ',t=nulbell'],
    ['', ''],
  ] as const)
    it(`a tag of ${JSON.stringify(text)} is written as ${JSON.stringify(part)}`, () =>
      assert.equal(tagPart('t', text), part));

  it('numbers that InfluxDB has none for are left out', () => {
    assert.deepEqual(
      [integerValue(2n ** 63n), integerValue(2n ** 64n - 1n), floatValue(NaN), floatValue(Infinity)],
      [undefined, undefined, undefined, undefined],
    );
  });
});

describe('storedText', () => {
  for (const [text, stored] of [
    [String.raw`a\\b`, String.raw`a\\b`],
    [String.raw`a\\`, 'a'],
    [String.raw`a\\,b\\ c\d`, String.raw`a,b c\d`],
    ['a\r\nb\n', String.raw`a\nb\n`],
  ] as const)
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(stored)}`, () =>
      assert.equal(storedText(text), stored));

  it('comes to an end for a row of backslashes that ends in none', { timeout: 20_000 }, () => {
    const text = `${'\\'.repeat(2 ** 20)}x`;
    assert.equal(storedText(text), text);
  });
});
