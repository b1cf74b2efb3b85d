import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { asLines, type PlainLines, textsOf } from '../model/lines.ts';
import { openBufferPool } from '../util/buffer-pool.ts';

/** Line protocol as it is sent: gzipped unless it is small, so that waiting batches take little memory. */
export interface Batch {
  readonly lines: number;
  readonly body: Buffer;
  readonly isGzipped: boolean;
  /** The lines again, for rejections. */
  readonly unpacked: () => string[];
}

/** A batch that takes more lines. */
interface OpenBatch {
  readonly lines: () => number;
  readonly bytes: () => number;
  /** Adds lines from index `first` on until it is full; gives the index of the next line. */
  readonly add: (lines: PlainLines, first?: number) => number;
  readonly isFull: () => boolean;
  readonly pack: () => Promise<Batch>;
}

const minGzipBytes = 1024;
const gzipChunkBytes = 2 ** 18;
// gzip level 1 leaves a quarter more than level 6, for 40 % of the CPU.
const level = 1;
const gzipAsync = promisify(gzip);

/**
 * @param limit full with this many lines, or after the line that reaches this many bytes
 * @param pool buffers of earlier batches
 */
export function openBatch(limit = { lines: Infinity, bytes: Infinity }, pool = openBufferPool()): OpenBatch {
  let buffer = pool.take();
  let used = 0;
  const ends: number[] = [];
  const isFull = () => ends.length >= limit.lines || used >= limit.bytes;
  return {
    lines: () => ends.length,
    bytes: () => used,
    isFull,
    add: (lines, first = 0) => {
      const start = lines.ends[first - 1] ?? 0;
      const offset = used - start;
      let next = first;
      for (; next < lines.ends.length && !isFull(); next++) {
        used = (lines.ends[next] ?? 0) + offset;
        ends.push(used);
      }
      buffer = pool.append(buffer, start + offset, lines.bytes.subarray(start, used - offset));
      return next;
    },
    pack: async () => {
      const plain = buffer.subarray(0, Math.max(0, used - 1));
      const isGzipped = used >= minGzipBytes;
      const body = isGzipped
        ? await gzipAsync(plain, { level, memLevel: 9, chunkSize: gzipChunkBytes })
        : Buffer.from(plain);
      // Waiting batches should be small: the plain bytes are not needed any more.
      pool.release(buffer);
      const unpacked = () => textsOf({ bytes: isGzipped ? gunzipSync(body) : body, ends });
      return { lines: ends.length, body, isGzipped, unpacked };
    },
  };
}

export function pack(texts: readonly string[]): Promise<Batch> {
  const batch = openBatch();
  batch.add(asLines(texts));
  return batch.pack();
}
