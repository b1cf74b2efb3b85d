import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

/** heapline's version, from package.json. */
export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest
).version;

export const userAgent = `heapline/${version}`;
