// Runs the bundle as the loader does, and writes V8's code cache of it.
//   node record-v8.cjs MANIFESTS ARGUMENTS…
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const v8 = require('node:v8');

const [manifests] = process.argv.splice(2, 1);
const { compiled, makerOf } = require(join(manifests, 'base/bundle/loader.cjs'));
const packed = readFileSync(join(manifests, 'base/bundle/heapline.cjs.zst'));
const script = compiled(packed);
// V8 uses a code cache only with the flags that it was made with: a run sets its own after it is loaded.
v8.setFlagsFromString = () => undefined;
process.on('exit', () => {
  writeFileSync(join(manifests, 'base/record/record'), script.createCachedData());
  writeFileSync(join(manifests, 'base/record/record-of'), makerOf(packed));
});
script.runInThisContext()(require, module, exports);
