import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLoad } from '../../../../lib/app/doctor/check-load.ts';
import { bare } from '../../influx/bare-settings.ts';

describe('checkLoad', () => {
  const settings = { ...bare, influxUrl: 'http://127.0.0.1:8086' };
  for (const [title, counted, status, says] of [
    [
      'a small cluster',
      { sampled: 5, nodes: 100, values: 4000 },
      'ok',
      /about 80000 values a minute for 100 nodes: up to 1 CPU/,
    ],
    [
      'a large one',
      { sampled: 5, nodes: 5000, values: 25_000 },
      'warning',
      /25000000 values .* 350 CPU seconds/,
    ],
    ['nobody answered', { sampled: 0, nodes: 5, values: 0 }, 'skipped', /no node/],
  ] as const)
    it(`${title}: ${status}`, () => {
      const finding = checkLoad({ settings }, counted);
      assert.equal(finding.status, status);
      assert.match(finding.says, says);
    });
});
