import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resourcesOf } from '../../../lib/kubernetes/resource-amounts.ts';

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
