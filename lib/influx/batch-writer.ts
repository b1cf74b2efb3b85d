import pLimit from 'p-limit';
import { openBufferPool } from '../util/buffer-pool.ts';
import { addWriteResults, emptyWriteResult, type Sink } from '../model/sink.ts';
import { type Batch, openBatch } from './batch.ts';
import { sendBatch, type Sender } from './send-batch.ts';

const maxBatchBytes = 4 * 2 ** 20;
const maxWaitingBytes = 32 * 2 ** 20;

/**
 * A sink that writes to InfluxDB in batches of at most `batchLines` lines and 4 MiB, `concurrency` at a time.
 * It is full while 32 MiB of lines wait.
 *
 * @param options.onFatal called where the database cannot take any line; several batches in flight may call
 * it
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
  const batchLimit = { lines: options.batchLines, bytes: maxBatchBytes };
  const pool = openBufferPool();
  let batch = openBatch(batchLimit, pool);
  let waitingBytes = 0;
  const resumeProducers: (() => void)[] = [];

  const cut = () => {
    if (batch.lines() === 0) return;
    const bytes = batch.bytes();
    const packed = batch.pack();
    // `send` awaits it and reports the error; after a fatal error nobody does.
    packed.catch(() => undefined);
    batch = openBatch(batchLimit, pool);
    const sent = limit(() => send(packed)).finally(() => {
      inFlight.delete(sent);
      waitingBytes -= bytes;
      if (waitingBytes < maxWaitingBytes) resumeProducers.splice(0).forEach((resume) => resume());
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
      if (waitingBytes < maxWaitingBytes) return;
      await new Promise<void>((resolve) => resumeProducers.push(resolve));
    },
    drain: async () => {
      cut();
      while (inFlight.size > 0) await Promise.all(inFlight);
      if (fatal) throw fatal.error;
      return result;
    },
    isReaderGone: () => false,
    close: () => sender.transport.close(),
  };
}
