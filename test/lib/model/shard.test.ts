import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isInShard, shardName } from '../../../lib/model/shard.ts';

const nodes = Array.from({ length: 5000 }, (_, index) => `ip-10-0-${index >> 8}-${index & 255}.ec2.internal`);
const shardOf = (node: string, count: number) =>
  Array.from({ length: count }, (_, index) => index).filter((index) => isInShard(node, { index, count }));

describe('isInShard', () => {
  it('every node is in one shard', () => {
    for (const count of [1, 2, 3, 8])
      for (const node of nodes.slice(0, 500))
        assert.equal(shardOf(node, count).length, 1, `${node} of ${count}`);
  });

  it('shards are of about one size', () => {
    const count = 8;
    const sizes = Array.from(
      { length: count },
      (_, index) => nodes.filter((node) => isInShard(node, { index, count })).length,
    );
    assert.ok(
      Math.max(...sizes) < 1.2 * (nodes.length / count) && Math.min(...sizes) > 0.8 * (nodes.length / count),
      sizes.join(' '),
    );
  });

  it('with a shard more only those nodes move that come to it', () => {
    const moved = nodes.filter((node) => shardOf(node, 8)[0] !== shardOf(node, 9)[0]);
    assert.ok(moved.every((node) => shardOf(node, 9)[0] === 8));
    assert.ok(moved.length < 0.15 * nodes.length);
  });
});

describe('shardName', () => {
  it('is as SHARD is written', () => assert.equal(shardName({ index: 2, count: 8 }), '2/8'));
});
