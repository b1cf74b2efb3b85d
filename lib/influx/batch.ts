import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { asLines, type PlainLines, textsOf } from '../model/lines.ts';
import { openRooms } from '../util/buffer-pool.ts';

/** Lines as they go over the wire: zipped, unless they are few, they may wait for long and take little room. */
export interface Batch {
  readonly lines: number;
  readonly body: Buffer;
  readonly isZipped: boolean;
  /** The lines again, which only refusals ask for. */
  readonly unpacked: () => string[];
}

/** A batch that still grows. */
interface GrowingBatch {
  readonly lines: () => number;
  readonly bytes: () => number;
  /** Takes lines from the one numbered `first` on, until it is full or has all; gives the number of the next. */
  readonly add: (lines: PlainLines, first?: number) => number;
  readonly isFull: () => boolean;
  readonly pack: () => Promise<Batch>;
}

const zipFromBytes = 1024;
const zippedBytes = 2 ** 18;
// Tags repeat from line to line: level 1 leaves a quarter more than level 6, at 40 % of the cost.
const level = 1;
const zipped = promisify(gzip);

/**
 * @param most full with so many lines, or with the line that reaches so many bytes
 * @param rooms of batches before this one
 */
export function growingBatch(most = { lines: Infinity, bytes: Infinity }, rooms = openRooms()): GrowingBatch {
  let room = rooms.take();
  let used = 0;
  const ends: number[] = [];
  const isFull = () => ends.length >= most.lines || used >= most.bytes;
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
      room = rooms.placed(room, start + offset, lines.bytes.subarray(start, used - offset));
      return next;
    },
    pack: async () => {
      const plain = room.subarray(0, Math.max(0, used - 1));
      const isZipped = used >= zipFromBytes;
      const body = isZipped
        ? await zipped(plain, { level, memLevel: 9, chunkSize: zippedBytes })
        : Buffer.from(plain);
      // What waits is to be small: the plain bytes are not needed any more.
      rooms.giveBack(room);
      const unpacked = () => textsOf({ bytes: isZipped ? gunzipSync(body) : body, ends });
      return { lines: ends.length, body, isZipped, unpacked };
    },
  };
}

export function pack(texts: readonly string[]): Promise<Batch> {
  const batch = growingBatch();
  batch.add(asLines(texts));
  return batch.pack();
}
