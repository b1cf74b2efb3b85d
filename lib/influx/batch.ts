import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';

/** Lines as they go over the wire: zipped, they may wait for long and take little room. */
export interface Batch {
  readonly lines: number;
  readonly body: Buffer;
  readonly isZipped: boolean;
  /** The lines again, which only refusals ask for. */
  readonly unpacked: () => string[];
}

/** A batch that still grows: its lines are bytes as soon as they are in it, because texts put together take several times the room. */
interface GrowingBatch {
  readonly lines: () => number;
  readonly bytes: () => number;
  /** Gives how many bytes they are. */
  readonly add: (lines: readonly string[]) => number;
  readonly pack: () => Promise<Batch>;
}

const firstBytes = 2 ** 18;
const zipFromBytes = 1024;
// Tags repeat from line to line: level 1 leaves a quarter more than level 6, at 40 % of the cost.
const level = 1;
const zipped = promisify(gzip);

export function growingBatch(): GrowingBatch {
  let room = Buffer.alloc(0);
  let used = 0;
  const lengths: number[] = [];
  return {
    lines: () => lengths.length,
    bytes: () => used,
    add: (lines) => {
      for (const line of lines) lengths.push(line.length);
      const text = `${lines.join('\n')}\n`;
      const bytes = Buffer.byteLength(text);
      const wanted = used + bytes;
      if (wanted > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(firstBytes, 2 * room.length, wanted));
        room.copy(larger, 0, 0, used);
        room = larger;
      }
      // Of what is ASCII alone, as nearly all is, every character is a byte, and need not be looked at again.
      used += room.write(text, used, bytes === text.length ? 'latin1' : 'utf8');
      return bytes;
    },
    pack: async () => {
      const plain = room.subarray(0, Math.max(0, used - 1));
      const isZipped = used >= zipFromBytes;
      const body = isZipped ? await zipped(plain, { level, memLevel: 9, chunkSize: firstBytes }) : plain;
      // What waits is to be small: the plain bytes are not needed any more.
      if (isZipped) room = Buffer.alloc(0);
      return { lines: lengths.length, body, isZipped, unpacked: () => unpacked(body, isZipped, lengths) };
    },
  };
}

export function pack(lines: readonly string[]): Promise<Batch> {
  const batch = growingBatch();
  batch.add(lines);
  return batch.pack();
}

// By their lengths: there may be a line break within a text.
function unpacked(body: Buffer, isZipped: boolean, lengths: readonly number[]): string[] {
  const text = (isZipped ? gunzipSync(body) : body).toString();
  let at = 0;
  return lengths.map((length) => {
    const line = text.slice(at, at + length);
    at += length + 1;
    return line;
  });
}
