/**
 * Loads items one by one, but asks for them in chunks: the first item of a chunk loads all of it. A chunk is
 * forgotten once each of its items was asked for.
 *
 * @param load must not throw
 */
export function chunkedLoader<Item, Loaded>(
  items: readonly Item[],
  size: number,
  load: (chunk: readonly Item[]) => Promise<Loaded>,
): (thing: Item) => Promise<Loaded | undefined> {
  const positions = new Map(items.map((thing, position) => [thing, position]));
  const chunks = new Map<number, { readonly loaded: Promise<Loaded>; waiting: number }>();
  return async (thing) => {
    const position = positions.get(thing);
    if (position === undefined) return undefined;
    const index = Math.floor(position / size);
    let chunk = chunks.get(index);
    if (!chunk) {
      const members = items.slice(index * size, (index + 1) * size);
      chunk = { loaded: load(members), waiting: members.length };
      chunks.set(index, chunk);
    }
    if (--chunk.waiting === 0) chunks.delete(index);
    return chunk.loaded;
  };
}
