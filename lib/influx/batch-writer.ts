import pLimit from 'p-limit';
import { openRooms } from '../util/buffer-pool.ts';
import { addWriteResults, emptyWriteResult, type Sink } from '../model/sink.ts';
import { type Batch, growingBatch } from './batch.ts';
import { sendBatch, type Sender } from './send-batch.ts';

const largestBatchBytes = 4 * 2 ** 20;
const mostWaitingBytes = 32 * 2 ** 20;

/**
 * A sink that writes to InfluxDB in batches of at most `batchLines` lines and 4 MiB, `concurrency` at a time. It is
 * full while 32 MiB of lines wait.
 *
 * @param onFatal called when the database keeps everything out; of batches in flight each may call it
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
  const most = { lines: options.batchLines, bytes: largestBatchBytes };
  const rooms = openRooms();
  let batch = growingBatch(most, rooms);
  let waitingBytes = 0;
  const wakeUp: (() => void)[] = [];

  const cut = () => {
    if (batch.lines() === 0) return;
    const bytes = batch.bytes();
    const packed = batch.pack();
    // Whoever sends it hears of it; after the end nobody does.
    packed.catch(() => undefined);
    batch = growingBatch(most, rooms);
    const sent = limit(() => send(packed)).finally(() => {
      inFlight.delete(sent);
      waitingBytes -= bytes;
      if (waitingBytes < mostWaitingBytes) wakeUp.splice(0).forEach((resume) => resume());
    });
    inFlight.add(sent);
  };

  const send = async (packed: Promise<Batch>) => {
    if (fatal) return;
    try {
      const sent = await sendBatch(await packed, sender);
      result = addWriteResults(result, sent);
    } catch (error) {
      fatal ??= { error };
      options.onFatal(error);
    }
  };

  return {
    push: (lines) => {
      for (let next = 0; next < lines.ends.length;) {
        const before = batch.bytes();
        next = batch.add(lines, next);
        waitingBytes += batch.bytes() - before;
        if (batch.isFull()) cut();
      }
    },
    ready: async () => {
      if (waitingBytes < mostWaitingBytes) return;
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
