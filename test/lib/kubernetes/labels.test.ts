import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLabels } from '../../../lib/kubernetes/labels.ts';
import { readerOf } from '../../../lib/util/field-reader.ts';

describe('readLabels', () => {
  const labels = { app: 'web', tier: 'front' };
  for (const [title, given, wanted, expected] of [
    ['keeps those that are named', labels, new Set(['tier', 'absent']), { tier: 'front' }],
    ['keeps none where none is named', labels, new Set<string>(), {}],
    ['keeps every one where all are wanted', labels, 'all', labels],
    ['gives none for an object without labels', null, 'all', {}],
    ['leaves out a label that is no string', { app: 7, tier: 'front' }, 'all', { tier: 'front' }],
    ['is not led astray by a name that every object has', labels, new Set(['constructor']), {}],
  ] as const)
    it(title, () => assert.deepEqual(readLabels(readerOf({ labels: given }, 100), wanted), expected));
});
