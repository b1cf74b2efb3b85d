import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openBufferPool } from '../../../lib/util/buffer-pool.ts';

describe('a buffer pool', () => {
  const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, index));
  const part = Buffer.alloc(10_000, 1);

  it('grows with what is appended, and keeps its content', () => {
    const rooms = openBufferPool();
    let room = rooms.take();
    let at = 0;
    for (const part of parts) {
      room = rooms.append(room, at, part);
      at += part.length;
    }
    assert.ok(room.subarray(0, at).equals(Buffer.concat(parts)));
  });

  it('is used again when it was given back, by what stands in it, too', () => {
    const rooms = openBufferPool();
    const room = rooms.append(rooms.take(), 0, part);
    rooms.release(room.subarray(5, 100));
    const again = rooms.take();
    assert.ok(again.buffer === room.buffer && again.length === room.length);
    assert.equal(rooms.take().length, 0);
  });

  for (const [title, bytes] of [
    ['Node’s, which others share', Buffer.from('small')],
    ['somebody else’s', Buffer.alloc(2 ** 16)],
    ['empty', Buffer.alloc(0)],
  ] as const)
    it(`is not kept where it is ${title}`, () => {
      const rooms = openBufferPool();
      rooms.release(bytes);
      assert.equal(rooms.take().length, 0);
    });

  it('is not pooled where 16 MiB are pooled already', () => {
    const rooms = openBufferPool();
    const mebibyte = Buffer.alloc(2 ** 20);
    const taken = Array.from({ length: 20 }, () => rooms.append(rooms.take(), 0, mebibyte));
    for (const room of taken) rooms.release(room);
    const pooled = taken.map(() => rooms.take().length).filter((length) => length > 0);
    assert.equal(pooled.length, 16);
    for (const room of taken) rooms.release(room);
    assert.equal(rooms.take().length, 2 ** 20);
  });
});
