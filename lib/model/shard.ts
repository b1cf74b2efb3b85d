/** Part `index` of the nodes, from zero, of `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The value of the tag `shard`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * Whether a node belongs to a shard (rendezvous hashing). Each node belongs to exactly one. An additional
 * shard moves only the nodes that it takes over.
 *
 * @see https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
export function isInShard(node: string, { index, count }: Shard): boolean {
  const seed = hashOf(node);
  const own = weight(seed, index);
  for (let other = 0; other < count; other++) {
    const theirs = weight(seed, other);
    if (theirs > own || (theirs === own && other < index)) return false;
  }
  return true;
}

/** FNV-1a. @see https://www.rfc-editor.org/rfc/rfc9923 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The finalizer of MurmurHash3. */
function weight(seed: number, shard: number): number {
  let hash = seed ^ Math.imul(shard + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
