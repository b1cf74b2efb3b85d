import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { printingSink } from '../../../lib/report/stdout-sink.ts';

describe('printingSink', () => {
  it('counts what it printed, and wants no more when the reader has gone', async () => {
    const output = new PassThrough();
    let closed = 0;
    const sink = printingSink(output, () => closed++);
    sink.push(['a', 'b']);
    assert.equal((await sink.drain()).written, 2);
    assert.equal(String(output.read()), 'a\nb\n');
    output.emit('error', new Error('EPIPE'));
    sink.push(['c']);
    assert.equal((await sink.drain()).written, 2);
    assert.deepEqual([closed, sink.isUnwanted()], [1, true]);
  });
});
