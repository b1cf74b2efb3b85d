import type { Writable } from 'node:stream';
import type { Failure } from '../errors/causes.ts';
import { failureOf } from '../errors/failure-of-error.ts';
import { emptyWriteResult, type Sink } from '../model/sink.ts';

/**
 * A sink that writes lines to standard output. When the reader has gone (`| head`) missing lines are no loss.
 * Lines that were not written by `end`, or that a full disk did not take, are.
 *
 * @param onClosed called once, when nothing can be written any more
 */
export function stdoutSink(output: Writable, onClosed: () => void, end: AbortSignal): Sink {
  let pushed = 0;
  let printed = 0;
  let isGone = false;
  let failure: Failure | undefined;
  let draining: Promise<void> | undefined;
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone || failure) return;
    if (error.code === 'EPIPE') isGone = true;
    else failure = failureOf(error);
    onClosed();
  });
  const isClosed = () => isGone || failure !== undefined;
  return {
    push: ({ bytes, ends }) => {
      pushed += ends.length;
      if (ends.length === 0 || isClosed()) return;
      output.write(Buffer.from(bytes), (error) => {
        if (!error) printed += ends.length;
      });
    },
    ready: async () => {
      if (isClosed() || !output.writableNeedDrain) return;
      // One promise for all callers.
      draining ??= whichever(end, output, (resolve) => output.once('drain', resolve)).finally(() => {
        draining = undefined;
      });
      await draining;
    },
    drain: async () => {
      if (!isClosed()) await whichever(end, output, (resolve) => output.write('', () => resolve()));
      const lost = isGone ? 0 : pushed - printed;
      const loss = lost === 0 ? undefined : (failure ?? notRead);
      return { ...emptyWriteResult, written: printed, lost, loss };
    },
    isReaderGone: () => isGone,
    close: () => undefined,
  };
}

const notRead: Failure = { cause: 'timeout', detail: 'standard output was not read in time' };

/** Resolves when `when` calls back, the output closes, or `end` aborts. */
function whichever(
  end: AbortSignal,
  output: Writable,
  when: (resolve: () => void) => unknown,
): Promise<void> {
  if (end.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      end.removeEventListener('abort', done);
      output.off('close', done).off('error', done);
      resolve();
    };
    end.addEventListener('abort', done, { once: true });
    output.once('close', done).once('error', done);
    when(done);
  });
}
