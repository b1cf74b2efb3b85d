import { createHash } from 'node:crypto';

/**
 * Caches what `load` gives, by key. Concurrent callers share one load. Failures are cached, too, for
 * `failureTtlMs`.
 *
 * @param options.maxEntries the oldest entries are removed first
 * @param options.elapsedMs a monotonic clock
 */
export function ttlCache<Key, Value>(
  load: (key: Key) => Promise<Value>,
  options: {
    readonly ttlMs: number;
    readonly failureTtlMs: number;
    readonly maxEntries: number;
    readonly elapsedMs: () => number;
    readonly keyOf: (key: Key) => string;
  },
): (key: Key) => Promise<Value> {
  const { ttlMs, failureTtlMs, maxEntries, elapsedMs, keyOf } = options;
  const all = new Map<string, CacheEntry<Value>>();
  return (key) => {
    const text = shortened(keyOf(key));
    const known = all.get(text);
    if (known && elapsedMs() < known.untilMs) return known.value;
    const value = load(key);
    const entry: CacheEntry<Value> = { value, untilMs: Infinity };
    value.then(
      () => (entry.untilMs = elapsedMs() + ttlMs),
      () => (entry.untilMs = elapsedMs() + failureTtlMs),
    );
    all.delete(text);
    all.set(text, entry);
    // Entries are in the order in which they expire.
    for (const [oldest, { untilMs }] of all) {
      if (all.size <= maxEntries && untilMs > elapsedMs()) break;
      all.delete(oldest);
    }
    return value;
  };
}

/** A cache of one value. */
export function ttlCacheOfOne<Value>(
  load: () => Promise<Value>,
  options: { readonly ttlMs: number; readonly failureTtlMs: number; readonly elapsedMs: () => number },
): () => Promise<Value> {
  const read = ttlCache(load, { ...options, maxEntries: 1, keyOf: () => '' });
  return () => read(undefined);
}

interface CacheEntry<Value> {
  readonly value: Promise<Value>;
  untilMs: number;
}

const maxKeyLength = 256;

/** Callers choose how long a key is. */
function shortened(key: string): string {
  return key.length <= maxKeyLength ? key : createHash('sha256').update(key).digest('base64');
}
