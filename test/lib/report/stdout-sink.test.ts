import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { asLines } from '../../../lib/model/lines.ts';
import { stdoutSink } from '../../../lib/report/stdout-sink.ts';

const never = new AbortController().signal;
const failing = (code: string) => Object.assign(new Error(code), { code });

describe('stdoutSink', () => {
  it('counts what it printed, and wants no more when the reader has gone', async () => {
    const output = new PassThrough();
    let closed = 0;
    const sink = stdoutSink(output, () => closed++, never);
    sink.push(asLines(['a', 'b']));
    assert.equal((await sink.drain()).written, 2);
    assert.equal(String(output.read()), 'a\nb\n');
    output.emit('error', failing('EPIPE'));
    sink.push(asLines(['c']));
    const { written, lost } = await sink.drain();
    assert.deepEqual([written, lost, closed, sink.isReaderGone()], [2, 0, 1, true]);
  });

  it('prints what was pushed, whatever becomes of its bytes', async () => {
    const output = new PassThrough();
    const sink = stdoutSink(output, () => undefined, never);
    const lines = asLines(['a']);
    sink.push(lines);
    lines.bytes.fill('x');
    await sink.drain();
    assert.equal(String(output.read()), 'a\n');
  });

  it('lines that a full disk does not take are lost, and the reason is logged', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(failing('ENOSPC')) });
    let closed = 0;
    const sink = stdoutSink(output, () => closed++, never);
    sink.push(asLines(['a', 'b']));
    const { written, lost, loss } = await sink.drain();
    assert.deepEqual([written, lost, loss?.cause, closed, sink.isReaderGone()], [0, 2, 'full', 1, false]);
  });

  it('a slow reader loses unread lines, and does not delay the end', async () => {
    const output = new Writable({ highWaterMark: 1, write: () => undefined });
    const end = new AbortController();
    const sink = stdoutSink(output, () => undefined, end.signal);
    sink.push(asLines(['a']));
    setTimeout(() => end.abort('RUN_TIMEOUT_MS=1 was over'), 20);
    await Promise.all(Array.from({ length: 50 }, () => sink.ready()));
    const { written, lost, loss } = await sink.drain();
    assert.deepEqual([written, lost, loss?.cause], [0, 1, 'timeout']);
  });
});
