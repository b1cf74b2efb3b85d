/** A pool of buffers that grow. Many short-lived buffers make V8 collect garbage in the whole heap. */
export interface BufferPool {
  /** A released buffer, or an empty one. */
  readonly take: () => Buffer;
  /** Writes `bytes` at `at`; gives a larger copy of the buffer where they do not fit. */
  readonly append: (buffer: Buffer, at: number, bytes: Buffer) => Buffer;
  /** Returns a buffer, or the one that a slice belongs to, to the pool. Do not read it afterwards. */
  readonly release: (bytes: Buffer) => void;
}

const initialBytes = 2 ** 16;
/** Unused buffers are kept up to this size in total. */
const maxSpareBytes = 16 * 2 ** 20;

export function openBufferPool(): BufferPool {
  const spare: Buffer[] = [];
  let spareBytes = 0;
  // Small Node buffers share their memory with others: only our own are pooled.
  const pooled = new WeakSet<ArrayBufferLike>();
  return {
    take: () => {
      const buffer = spare.pop() ?? Buffer.alloc(0);
      spareBytes -= buffer.length;
      return buffer;
    },
    append: (buffer, at, bytes) => {
      const larger = withCapacity(buffer, at, bytes.length);
      if (larger !== buffer) pooled.add(larger.buffer);
      bytes.copy(larger, at);
      return larger;
    },
    release: ({ buffer }) => {
      if (!pooled.has(buffer) || spareBytes + buffer.byteLength > maxSpareBytes) return;
      spareBytes += buffer.byteLength;
      spare.push(Buffer.from(buffer));
    },
  };
}

/**
 * The buffer with space for `more` bytes after the first `used`; a copy of at least twice the size where it
 * is too small.
 */
export function withCapacity(buffer: Buffer, used: number, more: number): Buffer {
  const wanted = used + more;
  if (wanted <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(initialBytes, 2 * buffer.length, wanted));
  buffer.copy(larger, 0, 0, used);
  return larger;
}
