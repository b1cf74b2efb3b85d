/**
 * A way to ask for things one by one that asks in chunks: the first of a chunk asks for all of it, and what was brought
 * is let go when each has had its part.
 *
 * @param load gives what belongs to the things of one chunk; it must not throw
 */
export function inChunks<Thing, Loaded>(
  things: readonly Thing[],
  size: number,
  load: (chunk: readonly Thing[]) => Promise<Loaded>,
): (thing: Thing) => Promise<Loaded | undefined> {
  const positions = new Map(things.map((thing, position) => [thing, position]));
  const chunks = new Map<number, { readonly loaded: Promise<Loaded>; waiting: number }>();
  return async (thing) => {
    const position = positions.get(thing);
    if (position === undefined) return undefined;
    const index = Math.floor(position / size);
    let chunk = chunks.get(index);
    if (!chunk) {
      const members = things.slice(index * size, (index + 1) * size);
      chunk = { loaded: load(members), waiting: members.length };
      chunks.set(index, chunk);
    }
    if (--chunk.waiting === 0) chunks.delete(index);
    return chunk.loaded;
  };
}
