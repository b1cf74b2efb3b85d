import type { Writable } from 'node:stream';
import { emptyWriteResult, type Sink } from '../sink.ts';

/**
 * A sink that prints lines. When whoever read them has gone (`| head`), the rest is not wanted: that is no loss.
 *
 * @param onClosed called once, when nobody reads any more
 */
export function printingSink(output: Writable, onClosed: () => void): Sink {
  let written = 0;
  let isClosed = false;
  output.on('error', () => {
    if (isClosed) return;
    isClosed = true;
    onClosed();
  });
  return {
    push: (lines) => {
      if (lines.length === 0 || isClosed) return;
      output.write(`${lines.join('\n')}\n`);
      written += lines.length;
    },
    ready: async () => {
      if (isClosed || !output.writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        output.once('drain', resolve);
        output.once('close', resolve);
        output.once('error', () => resolve());
      });
    },
    drain: async () => {
      if (!isClosed) await new Promise<void>((resolve) => output.write('', () => resolve()));
      return { ...emptyWriteResult, written };
    },
    isUnwanted: () => isClosed,
    close: () => undefined,
  };
}
