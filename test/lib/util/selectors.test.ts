import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadSelector, fieldSelector, labelSelector } from '../../../lib/util/selectors.ts';

const objects: Record<string, Record<string, string>> = {
  web: { app: 'web', tier: 'front', 'example.com/rank': '3' },
  db: { app: 'db', zone: 'a', 'example.com/rank': '12' },
  bare: {},
};

describe('a label selector', () => {
  for (const [selector, selected] of [
    ['', ['web', 'db', 'bare']],
    ['app=web', ['web']],
    ['app==web', ['web']],
    ['app = web', ['web']],
    ['app!=web', ['db', 'bare']],
    ['app', ['web', 'db']],
    ['!app', ['bare']],
    ['app in (web, db)', ['web', 'db']],
    ['app in (web),tier in (front,back)', ['web']],
    ['app notin (web)', ['db', 'bare']],
    ['app=web,zone=a', []],
    ['app=', []],
    ['example.com/rank>3', ['db']],
    ['example.com/rank<12', ['web']],
    ['toString', []],
  ] as const)
    it(`"${selector}" selects ${selected.join(', ') || 'nothing'}`, () => {
      const selects = labelSelector(selector);
      assert.deepEqual(
        Object.keys(objects).filter((name) => selects(objects[name]!)),
        selected,
      );
    });

  for (const selector of [
    'a==b==c',
    '(',
    'a in b',
    'a=@',
    '-x=b',
    'a,,b',
    'a in (b',
    'rank>x',
    `a=${'b'.repeat(64)}`,
  ])
    it(`"${selector}" is none`, () => assert.throws(() => labelSelector(selector), BadSelector));
});

it('a selector of whatever length is read in one go, or refused', () => {
  for (const text of [' '.repeat(4000), ','.repeat(4000), `a=${' '.repeat(4000)}x`, '('.repeat(4000)])
    for (const read of [labelSelector, fieldSelector])
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof BadSelector);
      }
  assert.throws(() => fieldSelector(' '.repeat(5000)), /at most 4096 characters/);
  assert.throws(() => labelSelector('a'.repeat(5000)), /at most 4096 characters/);
});

describe('a field selector', () => {
  const fields = { 'metadata.name': 'a', 'metadata.namespace': 'ns' };
  for (const [selector, selects, onlyName] of [
    ['', true, undefined],
    [',', true, undefined],
    ['metadata.name=a', true, 'a'],
    ['metadata.name==b', false, 'b'],
    ['metadata.name!=b', true, undefined],
    ['metadata.namespace=ns,metadata.name=a', true, 'a'],
    ['metadata.namespace=', false, undefined],
  ] as const)
    it(`"${selector}": ${selects}`, () => {
      const found = fieldSelector(selector);
      assert.deepEqual([found.selects(fields), found.onlyName], [selects, onlyName]);
    });

  for (const [selector, words] of [
    [
      'spec.nodeName=x',
      '"spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ] as const)
    it(`"${selector}" is none, in Kubernetes’ words`, () =>
      assert.throws(() => fieldSelector(selector), { name: 'BadSelector', message: words }));
});
