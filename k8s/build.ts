import { execFileSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { lean } from './lean.ts';
import { pack } from './pack.ts';

/** A ConfigMap holds at most 1 MiB, and binary data counts as base64. */
const maxBase64Bytes = 900_000;
/** esbuild writes this before the licences, at the end of the bundle; authors' names may have any letter. */
const licences = '/*! Bundled license information:';
const here = import.meta.dirname;

const { values } = parseArgs({
  options: {
    // A copy of this folder.
    to: { type: 'string', default: here },
    // Also writes V8's code cache, which halves the CPU time of a start with the same version of Node.
    record: { type: 'boolean', default: false },
  },
});
const bundleFile = `${values.to}/base/bundle/heapline.cjs.zst`;
const record = `${values.to}/base/record/record`;
writeFileSync(bundleFile, pack(await bundle()));
rmSync(record, { force: true });
// Without a record kustomize still finds its files, and the loader passes them over.
writeFileSync(`${record}.zst`, '');
writeFileSync(`${record}-of`, 'none');
if (values.record)
  execFileSync(process.execPath, [`${here}/../test/record/record.ts`, values.to], { stdio: 'inherit' });
for (const file of [bundleFile, `${record}.zst`]) {
  const { size } = statSync(file);
  const base64Bytes = Math.ceil(size / 3) * 4;
  if (base64Bytes > maxBase64Bytes)
    throw new Error(
      `${file} has ${base64Bytes} bytes as base64; a ConfigMap should hold at most ${maxBase64Bytes}. Find what made it grow.`,
    );
  console.log(`${file}: ${size} bytes, in a ConfigMap ${base64Bytes} of at most ${maxBase64Bytes}`);
}

/** The command `heapline` in one file: CommonJS inside a function, which Node compiles from memory. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [`${here}/../functions/heapline.ts`],
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'cjs',
    minify: true,
    plugins: [lean],
    // The loader calls it.
    banner: { js: '(function (require, module, exports) {' },
    footer: { js: '})' },
    // The packages' licences require it.
    legalComments: 'eof',
    write: false,
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing.');
  const [code = ''] = file.text.split(licences);
  if (Buffer.byteLength(code) !== code.length)
    throw new Error('The bundle has characters beyond ASCII, and the loader reads it as single bytes.');
  return file.contents;
}
