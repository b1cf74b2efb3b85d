import { statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { lean } from './lean.ts';
import { pack } from './pack.ts';
import { record } from './record.ts';

/** A ConfigMap takes 1 MiB, and binary data counts as base64. */
const mostBase64Bytes = 900_000;
/** With this esbuild begins them, at the end of the bundle; names in them may have any letter. */
const licences = '/*! Bundled license information:';
const here = import.meta.dirname;

const { values } = parseArgs({ options: { to: { type: 'string', default: here } } });
const files = {
  bundle: `${values.to}/base/bundle/heapline.cjs.zst`,
  record: `${values.to}/base/record/record.zst`,
};
writeFileSync(files.bundle, pack(await bundle()));
await record(values.to);
for (const file of Object.values(files)) {
  const { size } = statSync(file);
  const base64Bytes = Math.ceil(size / 3) * 4;
  if (base64Bytes > mostBase64Bytes)
    throw new Error(
      `${file} has ${base64Bytes} bytes as base64, and a ConfigMap should hold at most ${mostBase64Bytes}: find out what made it grow.`,
    );
  console.log(`${file}: ${size} bytes, in a ConfigMap ${base64Bytes} of at most ${mostBase64Bytes}`);
}

/** The command `heapline` in one file: CommonJS in its function, because that is what Node compiles from memory. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [`${here}/../functions/heapline.ts`],
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'cjs',
    minify: true,
    plugins: [lean],
    // As the loader runs it.
    banner: { js: '(function (require, module, exports) {' },
    footer: { js: '})' },
    // What the licences of the packages ask to be kept.
    legalComments: 'eof',
    write: false,
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing.');
  const [code = ''] = file.text.split(licences);
  if (Buffer.byteLength(code) !== code.length)
    throw new Error('There is more than ASCII in the bundle, and the loader reads it as bytes.');
  return file.contents;
}
