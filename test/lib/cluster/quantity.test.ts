import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuantity, resourcesOf } from '../../../lib/cluster/quantity.ts';

describe('parseQuantity', () => {
  for (const [text, value] of [
    ['2', 2],
    ['250m', 0.25],
    ['1.5', 1.5],
    ['1.5Gi', 1610612736],
    ['24581692Ki', 24581692 * 1024],
    ['128e6', 128e6],
    ['100k', 100_000],
    ['5n', 5e-9],
    ['', undefined],
    ['many', undefined],
    [undefined, undefined],
  ] as const)
    it(`${text} is ${value}`, () => assert.equal(parseQuantity(text), value));
});

describe('resourcesOf', () => {
  const gibibyte = 2 ** 30;
  for (const [title, quantities, expected] of [
    [
      'gives millicores and bytes',
      { cpu: '250m', memory: '1Gi', 'ephemeral-storage': '2Gi' },
      { cpuMillicores: 250, memoryBytes: gibibyte, ephemeralStorageBytes: 2 * gibibyte },
    ],
    ['rounds parts of a millicore up', { cpu: '100u' }, { cpuMillicores: 1 }],
    [
      'is not led astray by doubles',
      { cpu: '0.29', memory: '1.1e3' },
      { cpuMillicores: 290, memoryBytes: 1100 },
    ],
    [
      'keeps other resources by name',
      { 'nvidia.com/gpu': '2', odd: 'x' },
      { others: { 'nvidia.com/gpu': 2 } },
    ],
    ['knows nothing of what is absent', undefined, {}],
  ] as const)
    it(title, () =>
      assert.deepEqual(
        Object.entries(resourcesOf(quantities as never)).filter(([, amount]) => amount !== undefined),
        Object.entries(expected),
      ),
    );
});
