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
export function knownNames(all: Iterable<readonly Named[]>): KnownNames {
  const lists = [...all];
  const hashes = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const pods of lists) for (const { namespace, name } of pods) hashes[at++] = hashOf(namespace, name);
  hashes.sort();
  return (namespace, name) => isIn(hashes, hashOf(namespace, name));
}

/** @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
function hashOf(namespace: string, name: string): number {
  const text = `${namespace}/${name}`;
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return hash >>> 0;
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
