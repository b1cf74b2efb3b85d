// Unpacks heapline in memory and runs it: a pod needs the stock Node image and two files. A third, V8's code cache (the
// record), halves the CPU time of a start.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script, constants } = require('node:vm');
const { zstdDecompressSync } = require('node:zlib');

/** Names Node, V8, machine and program (its length and checksum): a record is used only with exactly these. */
const makerOf = (packed) =>
  `${process.platform} ${process.arch} ${process.version} ${process.versions.v8} ${packed.length} ${packed.subarray(-4).toString('hex')}`;

// The program is ASCII: V8 keeps a string of single bytes in half of the memory.
const compiled = (packed, cachedData) =>
  new Script(unpacked(packed).toString('latin1'), {
    filename: 'heapline.cjs',
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });

// One chunk: several would be copied once more.
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
  const record = recordOf(packed);
  const script = compiled(packed, record);
  process.env.HEAPLINE_V8_RECORD = !record ? 'none' : script.cachedDataRejected ? 'rejected' : 'used';
  script.runInThisContext()(require, module, exports);
} else module.exports = { compiled, makerOf };
