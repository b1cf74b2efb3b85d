import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chosenLabelTags } from '../../../lib/schema/label-tags.ts';

describe('chosenLabelTags', () => {
  const chosen = [
    { label: 'app', tag: 'app' },
    { label: 'topology.kubernetes.io/zone', tag: 'zone' },
    { label: 'constructor', tag: 'constructor' },
  ];
  for (const [title, labels, expected] of [
    [
      'writes those that are there, in the order in which they were chosen',
      { 'topology.kubernetes.io/zone': 'b', app: 'a' },
      ',app=a,zone=b',
    ],
    ['escapes values', { app: 'a b,c' }, ',app=a\\ b\\,c'],
    ['writes no tag for an empty label', { app: '' }, ''],
    ['writes nothing of others, nor of what every object has', { tier: 'x' }, ''],
  ] as const)
    it(title, () => assert.equal(chosenLabelTags(labels, chosen), expected));
});
