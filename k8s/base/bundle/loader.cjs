// Unpacks heapline in memory and runs it: the stock Node image and two files are all that a pod needs. A third, V8's own
// record of what it once made of the program, spares the start half of its time.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script, constants } = require('node:vm');
const { zstdDecompressSync } = require('node:zlib');

/** Node, V8, machine and program, by its file's length and the sum at its end: a record is good for the very same alone. */
const makerOf = (packed) =>
  `${process.platform} ${process.arch} ${process.version} ${process.versions.v8} ${packed.length} ${packed.subarray(-4).toString('hex')}`;

// The program is ASCII but for an author's name in a comment, and V8 keeps a text of single bytes in half of the memory.
const compiled = (packed, cachedData) =>
  new Script(unpacked(packed).toString('latin1'), {
    filename: 'heapline.cjs',
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });

// In one piece, for what comes in several is put together once more.
const unpacked = (packed) => zstdDecompressSync(packed, { chunkSize: 2 ** 21 });

const read = (name) => readFileSync(join(__dirname, name));

function recordOf(packed) {
  try {
    return read('record-of').toString() === makerOf(packed) ? unpacked(read('record.zst')) : undefined;
  } catch {
    return undefined;
  }
}

if (require.main === module) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  // The first releases of 23 cannot unpack Zstandard.
  if (major < 22 || (major === 22 && minor < 19) || !zstdDecompressSync) {
    console.error(
      `heapline needs Node 22.19 or newer, and this image has Node ${process.versions.node}: name another in kustomize's images.`,
    );
    process.exit(2);
  }
  const packed = read('heapline.cjs.zst');
  compiled(packed, recordOf(packed)).runInThisContext()(require, module, exports);
} else module.exports = { compiled, makerOf };
