// Runs the bundle as the loader does, and writes down what V8 made of it.
//   node recording.cjs MANIFESTS ARGUMENTS…
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const v8 = require('node:v8');

const [manifests] = process.argv.splice(2, 1);
const { compiled, makerOf } = require(join(manifests, 'base/bundle/loader.cjs'));
const packed = readFileSync(join(manifests, 'base/bundle/heapline.cjs.zst'));
const script = compiled(packed);
// A record is good where V8's settings are those that it was made with; a run changes them when it is loaded already.
v8.setFlagsFromString = () => undefined;
process.on('exit', () => {
  writeFileSync(join(manifests, 'base/record/record'), script.createCachedData());
  writeFileSync(join(manifests, 'base/record/record-of'), makerOf(packed));
});
script.runInThisContext()(require, module, exports);
