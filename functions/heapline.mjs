#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

// The door: plain JavaScript, so that a Node too old to read TypeScript still answers in a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `heapline needs Node 22.19 or newer, and this is Node ${process.versions.node}. ` +
      'Run it through npm (`npm ci`, then `npm run scrape-once`), which brings its own Node 24, or install Node 24.',
  );
  process.exit(2);
}

// Where packages are, there may be room for what was made of them.
module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/heapline'));

try {
  await import('./heapline.ts');
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(`heapline's packages are not installed: run \`npm ci\` in its folder. (${error.message})`);
  process.exit(2);
}
