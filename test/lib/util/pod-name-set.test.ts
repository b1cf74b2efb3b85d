import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podNameSet } from '../../../lib/util/pod-name-set.ts';

const pods = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({ namespace: `n${index % 7}`, name: `${prefix}-${index}` }));

describe('podNameSet', () => {
  it('knows every name that it was given, of whichever list', () => {
    const lists = [pods(1000, 'a'), [], pods(3000, 'b')];
    const isKnown = podNameSet(lists);
    for (const { namespace, name } of lists.flat()) assert.ok(isKnown(namespace, name), name);
  });

  it('knows hardly any other', () => {
    const isKnown = podNameSet([pods(10_000, 'a')]);
    assert.ok(pods(10_000, 'b').filter(({ namespace, name }) => isKnown(namespace, name)).length < 3);
  });

  it('finds a name only in its own namespace', () => {
    const isKnown = podNameSet([[{ namespace: 'shop', name: 'cart' }]]);
    assert.deepEqual(
      [isKnown('shop', 'cart'), isKnown('test', 'cart'), isKnown('', '')],
      [true, false, false],
    );
  });

  it('knows none of none', () => assert.equal(podNameSet([])('shop', 'cart'), false));
});
