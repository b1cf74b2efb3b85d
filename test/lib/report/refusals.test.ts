import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rejectionRemedy } from '../../../lib/report/rejection-remedy.ts';

describe('rejectionRemedy', () => {
  for (const [reason, words] of [
    [
      'field type conflict: input field "value" on measurement "cpu/request" is type integer',
      /another INFLUX_DATABASE/,
    ],
    ['points beyond retention policy', /compare the clocks/],
    ['max-values-per-tag limit exceeded (100000/100000)', /influxdb\.conf/],
  ] as const)
    it(`knows what mends ${reason.slice(0, 30)}`, () => assert.match(rejectionRemedy(reason) ?? '', words));

  it('says nothing where the line itself is at fault', () =>
    assert.equal(rejectionRemedy('invalid field format'), undefined));
});
