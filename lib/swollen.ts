/** All lists and large maps in one answer of a kubelet or an API server together hold fewer elements than this. */
const mostElements = 250_000;
const largeMap = 1000;

/**
 * Whether a value from JSON holds so many elements that checking them one by one would cost the other nodes their time;
 * found without looking at what they are.
 */
export function isSwollen(value: unknown): boolean {
  let elements = 0;
  const left: object[] = isObject(value) ? [value] : [];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const inner: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (Array.isArray(next) || inner.length > largeMap) elements += inner.length;
    if (elements > mostElements) return true;
    for (const element of inner) if (isObject(element)) left.push(element);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
