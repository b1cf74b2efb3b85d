import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bytesQuantity,
  coresQuantity,
  goDuration,
  kubernetesTime,
} from '../../../lib/util/format-quantity.ts';

describe('quantities are spelled as Kubernetes spells them', () => {
  for (const [nanoCores, spelled] of [
    [0, '0'],
    [156_439, '156439n'],
    [156_439.4, '156439n'],
    [12_000, '12u'],
    [12_000_000, '12m'],
    [1_500_000_000, '1500m'],
    [2e9, '2'],
    [3e12, '3k'],
  ] as const)
    it(`${nanoCores} nanocores: ${spelled}`, () => assert.equal(coresQuantity(nanoCores), spelled));

  for (const [bytes, spelled] of [
    [0, '0'],
    [1, '1'],
    [4_730_880, '4620Ki'],
    [20 * 2 ** 20, '20Mi'],
    [2 ** 30 + 1, '1073741825'],
    [3 * 2 ** 40, '3Ti'],
  ] as const)
    it(`${bytes} bytes: ${spelled}`, () => assert.equal(bytesQuantity(bytes), spelled));

  for (const [ms, spelled] of [
    [0, '0s'],
    [5, '5ms'],
    [17_913, '17.913s'],
    [60_000, '1m0s'],
    [61_500, '1m1.5s'],
    [3_600_000, '1h0m0s'],
    [90_061_000, '25h1m1s'],
  ] as const)
    it(`${ms} ms: ${spelled}`, () => assert.equal(goDuration(ms), spelled));

  it('times are whole seconds', () =>
    assert.equal(kubernetesTime(Date.UTC(2026, 10, 23, 15, 0, 5, 999)), '2026-11-23T15:00:05Z'));
});
