import { crc32 } from 'node:zlib';

/** Whether a pod of this name is one of those that were named. */
export type KnownNames = (namespace: string, name: string) => boolean;

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Keeps four bytes of each pod's name, so that those of the largest cluster can be kept: of 150,000 one in 30,000 that was not
 * named is taken for one that was.
 */
export function knownNames(lists: readonly (readonly Named[])[]): KnownNames {
  const hashes = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const pods of lists) for (const { namespace, name } of pods) hashes[at++] = hashOf(namespace, name);
  hashes.sort();
  return (namespace, name) => isIn(hashes, hashOf(namespace, name));
}

function hashOf(namespace: string, name: string): number {
  return crc32(`${namespace}/${name}`);
}

function isIn(sorted: Uint32Array, wanted: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === wanted;
}
