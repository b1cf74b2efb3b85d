import { constants, zstdCompressSync } from 'node:zlib';

/** Zstandard: smaller than gzip, and decompressed in half of the time. It ends with a checksum. */
export function pack(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}
