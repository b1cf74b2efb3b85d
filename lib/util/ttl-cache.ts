import { createHash } from 'node:crypto';

/**
 * Remembers what was found for a while: whoever asks for the same meanwhile, or while it is being looked for, gets the same.
 * What failed is remembered, too, for as long as `failedMs` says: many who ask do no more harm than one.
 *
 * @param most of the things asked for that are remembered; the oldest go first
 * @param elapsedMs a clock that is never set back: nothing is to be remembered for longer
 */
export function kept<Key, Value>(
  load: (key: Key) => Promise<Value>,
  options: {
    readonly forMs: number;
    readonly failedMs: number;
    readonly most: number;
    readonly elapsedMs: () => number;
    readonly keyOf: (key: Key) => string;
  },
): (key: Key) => Promise<Value> {
  const { forMs, failedMs, most, elapsedMs, keyOf } = options;
  const all = new Map<string, Kept<Value>>();
  return (key) => {
    const text = shortened(keyOf(key));
    const known = all.get(text);
    if (known && elapsedMs() < known.untilMs) return known.value;
    const value = load(key);
    const entry: Kept<Value> = { value, untilMs: Infinity };
    value.then(
      () => (entry.untilMs = elapsedMs() + forMs),
      () => (entry.untilMs = elapsedMs() + failedMs),
    );
    all.delete(text);
    all.set(text, entry);
    // The oldest come first, and are over first.
    for (const [oldest, { untilMs }] of all) {
      if (all.size <= most && untilMs > elapsedMs()) break;
      all.delete(oldest);
    }
    return value;
  };
}

/** As `kept`, for the one thing that there is. */
export function keptAlone<Value>(
  load: () => Promise<Value>,
  options: { readonly forMs: number; readonly failedMs: number; readonly elapsedMs: () => number },
): () => Promise<Value> {
  const alone = kept(load, { ...options, most: 1, keyOf: () => '' });
  return () => alone(undefined);
}

interface Kept<Value> {
  readonly value: Promise<Value>;
  untilMs: number;
}

const longestKey = 256;

/** Whoever asks chooses how long a key is. */
function shortened(key: string): string {
  return key.length <= longestKey ? key : createHash('sha256').update(key).digest('base64');
}
