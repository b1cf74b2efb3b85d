import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trafficOf } from '../../../lib/model/own-traffic.ts';

describe('trafficOf', () => {
  const interfaces = [
    { name: 'eth0', isDefault: true, timeMs: 7, rxBytes: 1, txBytes: 2 },
    { name: 'cni0', isDefault: false, timeMs: 7, rxBytes: 10, rxErrors: 3 },
  ];
  for (const [source, which, expected] of [
    [
      'summary',
      'the default interface',
      { timeMs: 7, rxBytes: 1, rxErrors: undefined, txBytes: 2, txErrors: undefined },
    ],
    [
      'container',
      'all interfaces together',
      { timeMs: 7, rxBytes: 11, rxErrors: 3, txBytes: 2, txErrors: undefined },
    ],
  ] as const)
    it(`of ${source} is that of ${which}`, () => {
      const { timeMs, rxBytes, rxErrors, txBytes, txErrors } = trafficOf({ interfaces }, source) ?? {};
      assert.deepEqual({ timeMs, rxBytes, rxErrors, txBytes, txErrors }, expected);
    });

  it('of an object without interfaces is absent', () =>
    assert.equal(trafficOf({ interfaces: [] }, 'summary'), undefined));
});
