import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

export const compiledFile = pathOf('lib/kubernetes/objects-proto.ts');

/** Messages that the program reads by themselves; all others are parts of these. */
const entries = ['Unknown', 'Status', 'ListMeta', 'Pod', 'Node'];

/** The readers that pbf's compiler makes of objects.proto. */
export function compiledProto(): string {
  const args = [pathOf('node_modules/pbf/bin/pbf'), pathOf('lib/kubernetes/objects.proto'), '--no-write'];
  const code = execFileSync(process.execPath, args, { encoding: 'utf8' })
    .replace(/^export (?=function read(\w+))/gm, (kept, message: string) =>
      entries.includes(message) ? kept : '',
    )
    .trim();
  return `// Compiled from objects.proto by \`npm run proto\`.\n/* eslint-disable */\n// @ts-nocheck\n${code}\n`;
}

if (import.meta.main) writeFileSync(compiledFile, compiledProto());
