import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { fuzz } from './fuzz.ts';

let influx: Part;
before(async () => {
  influx = await startInfluxDb();
});
after(() => influx.stop());

it('2,000 changed bodies: each is read, partly read or fails with a cause, and InfluxDB accepts every line', async () => {
  const { read, lines, causes } = await fuzz(influx.url, 2000, 1);
  assert.ok(read > 300 && lines > 10_000, `${read} read, ${lines} lines`);
  for (const cause of ['not_json', 'truncated', 'schema']) assert.ok(causes.has(cause), cause);
});
