import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { heaplineNode, heaplineRun } from '../../lib/schema/run-measurements.ts';
import { sampleMetrics } from '../../lib/schema/heapster/object-metrics.ts';
import { rollUpMetrics } from '../../lib/schema/heapster/roll-up-metrics.ts';
import { wideMeasurements } from '../../lib/schema/wide/wide-encoder.ts';
import { metricsPage } from './metrics.ts';

const file = new URL('../../METRICS.md', import.meta.url);

it('METRICS.md is what the declarations say: `npm run docs` writes it', async () => {
  const options = await resolveConfig(file);
  assert.equal(readFileSync(file, 'utf8'), await format(metricsPage(), { ...options, parser: 'markdown' }));
});

it('no measurement has a tag and a field of one name, or one name twice', () => {
  for (const { name, tags, fields } of [...wideMeasurements, heaplineNode, heaplineRun]) {
    const names = [...tags, ...fields].map((each: { name: string }) => each.name);
    assert.deepEqual(names, [...new Set(names)], name);
  }
});

it('every metric of Heapster’s stands in METRICS.md, and every deviation names an issue or says that there is none', () => {
  const text = readFileSync(file, 'utf8');
  for (const { name } of [...sampleMetrics, ...rollUpMetrics]) assert.ok(text.includes(`\`${name}\``), name);
  const table = text.slice(text.indexOf('Where heapline is not Heapster')).split('\n\n')[2] ?? '';
  const rows = table.split('\n').slice(2);
  assert.ok(rows.length > 10);
  for (const row of rows) assert.match(row.split('|')[2] ?? '', /#\d+|none/);
});

it('every name is lower case with underscores, and none is reserved by InfluxDB', () => {
  for (const { name, tags, fields } of [...wideMeasurements, heaplineNode, heaplineRun])
    for (const word of [name, ...tags.map((tag) => tag.name), ...fields.map((field) => field.name)]) {
      assert.match(word, /^[a-z][a-z0-9_]*$/);
      assert.ok(!['time', '_field', '_measurement'].includes(word), word);
    }
});
