import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNearEnough, patchOf, resourcesOf } from '../../../../lib/app/resize/cronjob-patch.ts';

const mebibyte = 2 ** 20;
const wanted = { cpuMillicores: 200, memoryBytes: 100 * mebibyte };
const limited = { ...wanted, cpuMillicores: 1000 };

describe('resourcesOf', () => {
  it('limits memory to its request, and CPU to a core at least', () => {
    assert.deepEqual(resourcesOf(wanted), {
      requests: { cpu: '200m', memory: '100Mi' },
      limits: { cpu: '1000m', memory: '100Mi' },
    });
    assert.equal(resourcesOf({ ...wanted, cpuMillicores: 3000 }).limits['cpu'], '3000m');
  });
});

describe('isNearEnough', () => {
  for (const [title, requests, limits, threshold, expected] of [
    ['the same', wanted, limited, 0, true],
    ['half a core where a core is the least', wanted, { ...limited, cpuMillicores: 500 }, 0, false],
    ['no requests', {}, limited, 50, false],
    ['no limit of memory', wanted, {}, 50, false],
    ['a tenth less, of which a tenth is allowed', { ...wanted, cpuMillicores: 180 }, limited, 10, true],
    ['a tenth less, of which nothing is allowed', { ...wanted, cpuMillicores: 180 }, limited, 0, false],
    ['twice the memory', wanted, { ...limited, memoryBytes: 200 * mebibyte }, 50, false],
  ] as const)
    it(`${title}: ${expected}`, () =>
      assert.equal(isNearEnough({ requests, limits }, wanted, threshold), expected));
});

describe('patchOf', () => {
  it('names one container and its resources, and nothing else', () =>
    assert.deepEqual(patchOf('heapline', resourcesOf(wanted)), {
      spec: {
        jobTemplate: {
          spec: {
            template: { spec: { containers: [{ name: 'heapline', resources: resourcesOf(wanted) }] } },
          },
        },
      },
    }));
});
