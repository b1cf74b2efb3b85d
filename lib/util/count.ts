/** A whole number of zero or more: a `bigint` where a double could not hold it exactly (above 2^53). */
export type Count = number | bigint;

/** The sum of what is known; `undefined` where neither is. */
export function addCounts(one: Count | undefined, other: Count | undefined): Count | undefined {
  if (one === undefined) return other;
  if (other === undefined) return one;
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return asCount(BigInt(one) + BigInt(other));
}

/** The same number, as a `number` where a double holds it exactly. */
export function asCount(exact: bigint): Count {
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

/** The sum of what is known of two numbers; `undefined` where neither is. */
export function addNumbers(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : other === undefined ? one : one + other;
}
