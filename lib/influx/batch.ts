import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { linesOf, type PlainLines, textsOf } from '../lines.ts';

/** Lines as they go over the wire: zipped, they may wait for long and take little room. */
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

const firstBytes = 2 ** 18;
const zipFromBytes = 1024;
// Tags repeat from line to line: level 1 leaves a quarter more than level 6, at 40 % of the cost.
const level = 1;
const zipped = promisify(gzip);

/**
 * @param most full with so many lines, or with the line that reaches so many bytes
 * @param spare rooms of batches before this one: V8 does not know how large they are, and would keep them for long
 */
export function growingBatch(
  most = { lines: Infinity, bytes: Infinity },
  spare: Buffer[] = [],
): GrowingBatch {
  let room = spare.pop() ?? Buffer.alloc(0);
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
      room = copied(lines.bytes.subarray(start, used - offset), room, start + offset);
      return next;
    },
    pack: async () => {
      const plain = room.subarray(0, Math.max(0, used - 1));
      const isZipped = used >= zipFromBytes;
      const body = isZipped ? await zipped(plain, { level, memLevel: 9, chunkSize: firstBytes }) : plain;
      // What waits is to be small: the plain bytes are not needed any more.
      if (isZipped) spare.push(room);
      const unpacked = () => textsOf({ bytes: isZipped ? gunzipSync(body) : body, ends });
      return { lines: ends.length, body, isZipped, unpacked };
    },
  };
}

export function pack(texts: readonly string[]): Promise<Batch> {
  const batch = growingBatch();
  batch.add(linesOf(texts));
  return batch.pack();
}

/** The room with the bytes in it from `at` on; a larger one where they do not fit. */
function copied(bytes: Buffer, room: Buffer, at: number): Buffer {
  const wanted = at + bytes.length;
  if (wanted <= room.length) {
    bytes.copy(room, at);
    return room;
  }
  const larger = Buffer.allocUnsafe(Math.max(firstBytes, 2 * room.length, wanted));
  room.copy(larger, 0, 0, at);
  bytes.copy(larger, at);
  return larger;
}
