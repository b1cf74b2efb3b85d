import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveLimits, effectiveRequests } from '../../../lib/kubernetes/pod-requests.ts';

const part = (cpuMillicores: number | undefined, isSidecar = false) => ({
  requests: { cpuMillicores },
  limits: { cpuMillicores },
  isSidecar,
});
const nothing = { requests: {}, limits: {} };

describe('what a pod holds of a node, as the scheduler counts it', () => {
  for (const [title, containers, init, ofPod, overhead, requests, limits] of [
    ['the sum of its containers', [part(100), part(50)], [], nothing, {}, 150, 150],
    ['nothing, where nobody asks', [part(undefined)], [], nothing, {}, undefined, undefined],
    [
      'the hungriest init container, if it needs more',
      [part(100)],
      [part(300), part(200)],
      nothing,
      {},
      300,
      300,
    ],
    ['sidecars beside the containers', [part(100)], [part(30, true)], nothing, {}, 130, 130],
    [
      'an init container beside the sidecars before it',
      [part(100)],
      [part(30, true), part(300)],
      nothing,
      {},
      330,
      330,
    ],
    [
      'an init container without the sidecars after it',
      [part(100)],
      [part(300), part(30, true)],
      nothing,
      {},
      300,
      300,
    ],
    [
      'its overhead on top, of a limit only where there is one',
      [part(100)],
      [],
      nothing,
      { cpuMillicores: 7 },
      107,
      107,
    ],
    [
      'its overhead alone, and no limit from it',
      [part(undefined)],
      [],
      nothing,
      { cpuMillicores: 7 },
      7,
      undefined,
    ],
    [
      'what it asks for as a whole, instead of the sum',
      [part(100)],
      [],
      { requests: { cpuMillicores: 80 }, limits: {} },
      {},
      80,
      100,
    ],
  ] as const)
    it(title, () => {
      const pod = { containers, initContainers: init, ofPod, overhead };
      assert.equal(effectiveRequests(pod).cpuMillicores, requests);
      assert.equal(effectiveLimits(pod).cpuMillicores, limits);
    });
});
