/** A whole number of zero or more; a `bigint` above 2^53, where a double is not exact. */
export type Count = number | bigint;

/** The sum of two numbers; an absent one counts as 0. `undefined` where both are absent. */
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

/** As `addCounts`, for numbers that a double holds. */
export function addNumbers(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : other === undefined ? one : one + other;
}
