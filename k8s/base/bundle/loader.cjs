// Unpacks heapline in memory and runs it: the stock Node image and two files are all that a pod needs.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { compileFunction, constants } = require('node:vm');
const { gunzipSync } = require('node:zlib');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `heapline needs Node 22.19 or newer, and this image has Node ${process.versions.node}: name another in kustomize's images.`,
  );
  process.exit(2);
}

const file = join(__dirname, 'heapline.cjs.gz');
const source = gunzipSync(readFileSync(file)).toString();
compileFunction(source, ['require', 'module', 'exports'], {
  filename: 'heapline.cjs',
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})(require, module, exports);
