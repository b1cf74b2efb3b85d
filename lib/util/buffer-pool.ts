/**
 * Room for bytes that come in parts, used again and again. Many buffers that each live for a moment are dear: V8 sees that they
 * are many, and looks through the whole heap for those that are done with.
 */
export interface Rooms {
  /** A room that was given back; an empty one where there is none. */
  readonly take: () => Buffer;
  /** The room with `bytes` in it from `at` on: a larger one where they do not fit. */
  readonly placed: (room: Buffer, at: number, bytes: Buffer) => Buffer;
  /** Takes a room back, by itself or by what stands in it: whoever still looks at that sees it change. */
  readonly giveBack: (bytes: Buffer) => void;
}

const firstBytes = 2 ** 16;
/** Rooms that nobody uses are kept up to here together. */
const mostSpareBytes = 16 * 2 ** 20;

export function openRooms(): Rooms {
  const spare: Buffer[] = [];
  let spareBytes = 0;
  // Small buffers of Node's share their memory with others.
  const own = new WeakSet<ArrayBufferLike>();
  return {
    take: () => {
      const room = spare.pop() ?? Buffer.alloc(0);
      spareBytes -= room.length;
      return room;
    },
    placed: (room, at, bytes) => {
      const roomy = roomFor(room, at, bytes.length);
      if (roomy !== room) own.add(roomy.buffer);
      bytes.copy(roomy, at);
      return roomy;
    },
    giveBack: ({ buffer }) => {
      if (!own.has(buffer) || spareBytes + buffer.byteLength > mostSpareBytes) return;
      spareBytes += buffer.byteLength;
      spare.push(Buffer.from(buffer));
    },
  };
}

/** The room where `more` bytes fit behind the `used` ones: a larger one, twice as large at least, where it is too small. */
export function roomFor(room: Buffer, used: number, more: number): Buffer {
  const wanted = used + more;
  if (wanted <= room.length) return room;
  const larger = Buffer.allocUnsafeSlow(Math.max(firstBytes, 2 * room.length, wanted));
  room.copy(larger, 0, 0, used);
  return larger;
}
