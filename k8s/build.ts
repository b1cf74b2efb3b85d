import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { lean } from './lean.ts';

/** A ConfigMap takes 1 MiB, and binary data counts as base64. */
const mostBase64Bytes = 900_000;
const here = import.meta.dirname;

const { values } = parseArgs({
  options: { out: { type: 'string', default: `${here}/base/bundle/heapline.cjs.gz` } },
});
const source = await bundle();
const packed = gzipSync(source, { level: 9 });
const base64Bytes = Math.ceil(packed.length / 3) * 4;
if (base64Bytes > mostBase64Bytes)
  throw new Error(
    `The bundle has ${base64Bytes} bytes as base64, and a ConfigMap should hold at most ${mostBase64Bytes}: find out what made it grow.`,
  );
writeFileSync(values.out, packed);
console.log(
  `${values.out}: ${source.length} bytes, gzipped ${packed.length}, in a ConfigMap ${base64Bytes} of at most ${mostBase64Bytes}`,
);

/** The command `heapline` in one file: CommonJS, because that is what Node compiles from memory. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [`${here}/../functions/heapline.ts`],
    bundle: true,
    platform: 'node',
    target: 'node22.19',
    format: 'cjs',
    minify: process.env['MIN'] !== '0',
    plugins: [lean],
    // What the licences of the packages ask to be kept.
    legalComments: 'eof',
    write: false,
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing.');
  return file.contents;
}
