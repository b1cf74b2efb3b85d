import pLimit from 'p-limit';
import { addWriteResults, emptyWriteResult, type Sink } from '../sink.ts';
import { sendBatch, type Sender } from './send-batch.ts';

const largestBatchChars = 4 * 2 ** 20;
const mostWaitingChars = 32 * 2 ** 20;

/**
 * A sink that writes to InfluxDB in batches of at most `batchLines` lines and 4 MiB, `concurrency` at a time. It is
 * full while 32 MiB of lines wait.
 *
 * @param onFatal called once, when the database keeps everything out
 */
export function openWriter(
  sender: Sender,
  options: {
    readonly batchLines: number;
    readonly concurrency: number;
    readonly onFatal: (error: unknown) => void;
  },
): Sink {
  const limit = pLimit(options.concurrency);
  const inFlight = new Set<Promise<void>>();
  let result = emptyWriteResult;
  let fatal: { readonly error: unknown } | undefined;
  let batch: string[] = [];
  let batchChars = 0;
  let waitingChars = 0;
  const wakeUp: (() => void)[] = [];

  const cut = () => {
    if (batch.length === 0) return;
    const lines = batch;
    const chars = batchChars;
    batch = [];
    batchChars = 0;
    const sent = limit(() => send(lines)).finally(() => {
      inFlight.delete(sent);
      waitingChars -= chars;
      if (waitingChars < mostWaitingChars) wakeUp.splice(0).forEach((resume) => resume());
    });
    inFlight.add(sent);
  };

  const send = async (lines: readonly string[]) => {
    if (fatal) return;
    try {
      const sent = await sendBatch(lines, sender);
      result = addWriteResults(result, sent);
    } catch (error) {
      fatal ??= { error };
      options.onFatal(error);
    }
  };

  return {
    push: (lines) => {
      for (const line of lines) {
        batch.push(line);
        batchChars += line.length + 1;
        waitingChars += line.length + 1;
        if (batch.length >= options.batchLines || batchChars >= largestBatchChars) cut();
      }
    },
    ready: async () => {
      if (waitingChars < mostWaitingChars) return;
      await new Promise<void>((resolve) => wakeUp.push(resolve));
    },
    drain: async () => {
      cut();
      while (inFlight.size > 0) await Promise.all(inFlight);
      if (fatal) throw fatal.error;
      return result;
    },
    isUnwanted: () => false,
    close: () => sender.transport.close(),
  };
}
