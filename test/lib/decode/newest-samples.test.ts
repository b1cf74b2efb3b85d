import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptySample } from '../../../lib/model/empty-sample.ts';
import { newestOfEach } from '../../../lib/decode/newest-samples.ts';
import type { Sample } from '../../../lib/model/sample.ts';

function sample(
  kind: Sample['kind'],
  podUid: string | undefined,
  startTimeMs: number | undefined,
  container?: string,
) {
  return {
    ...emptySample(kind, 'summary', { node: 'a', namespace: 'n', pod: 'p', podUid, container }),
    startTimeMs,
  };
}

describe('newestOfEach', () => {
  const [pod, first, second] = [
    sample('pod', 'u1', 1),
    sample('container', 'u1', 1, 'c'),
    sample('container', 'u1', 5, 'c'),
  ];
  const replaced = sample('pod', 'u2', 9);
  const replacedContainer = sample('container', 'u2', 9, 'c');

  for (const [title, given, left] of [
    ['keeps all where each is told once', [pod, first], [pod, first]],
    ['of two containers of one name keeps the one that started later', [pod, second, first], [pod, second]],
    [
      'of two without a start keeps the first',
      [pod, sample('container', 'u1', undefined, 'c'), first],
      [pod, first],
    ],
    [
      'of a pod and the one that replaced it keeps the latter, with its containers alone',
      [pod, second, replaced, replacedContainer],
      [replaced, replacedContainer],
    ],
  ] as const)
    it(title, () => assert.deepEqual(newestOfEach([...given]), left));
});
