import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amountsForNodes, amountsForRuns } from '../../../../lib/app/resize/resource-plan.ts';

const mebibyte = 2 ** 20;

describe('amountsForNodes', () => {
  const base = { cpuMillicores: 100, memoryBytes: 128 * mebibyte };
  const perNode = { cpuMillicores: 1, memoryBytes: 1.5 * mebibyte };
  for (const [nodes, counted] of [
    [0, 16],
    [1, 16],
    [16, 16],
    [17, 24],
    [24, 24],
    [37, 54],
    [100, 121],
    [5000, 6927],
  ] as const)
    it(`${nodes} nodes count as ${counted}`, () =>
      assert.deepEqual(amountsForNodes(nodes, 1, base, perNode), {
        cpuMillicores: 100 + counted,
        memoryBytes: Math.ceil(128 + 1.5 * counted) * mebibyte,
      }));
});

it('a shard needs CPU for its own nodes, and a third of the memory for the pods of all', () =>
  assert.deepEqual(
    amountsForNodes(
      5000,
      10,
      { cpuMillicores: 100, memoryBytes: 192 * mebibyte },
      { cpuMillicores: 0.1, memoryBytes: 96 * 1024 },
    ),
    { cpuMillicores: 161, memoryBytes: Math.ceil(192 + ((2 * 609 + 6927) / 3) * (96 / 1024)) * mebibyte },
  ));

describe('amountsForRuns', () => {
  it('spreads the CPU time over a minute, and adds the margin', () =>
    assert.deepEqual(amountsForRuns({ cpuSeconds: 3, peakRssBytes: 200 * mebibyte }, 25), {
      cpuMillicores: 63,
      memoryBytes: 250 * mebibyte,
    }));

  it('requests a little CPU even where a run uses none', () =>
    assert.equal(amountsForRuns({ cpuSeconds: 0.1, peakRssBytes: mebibyte }, 0).cpuMillicores, 10));

  it('rounds memory up to whole mebibytes', () =>
    assert.equal(
      amountsForRuns({ cpuSeconds: 1, peakRssBytes: 100 * mebibyte + 1 }, 0).memoryBytes,
      101 * mebibyte,
    ));

  for (const [told, cpuMillicores, mebibytes] of [
    [9e18, 8_000, 8_192],
    [-9e18, 10, 96],
    [0, 10, 96],
  ] as const)
    it(`keeps within what a run may need, whatever the database says: ${told}`, () =>
      assert.deepEqual(amountsForRuns({ cpuSeconds: told, peakRssBytes: told }, 25), {
        cpuMillicores,
        memoryBytes: mebibytes * mebibyte,
      }));
});
