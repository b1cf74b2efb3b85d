/** JSON as the simulator serves it; counters beyond 2^53 are bigints. */
export type Json =
  string | number | bigint | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };
export type Truth = { readonly [key: string]: Json };

/** The object at a place, an empty one where there is nothing. */
export function object(value: Json): Truth {
  return (value ?? {}) as Truth;
}

export function list(value: Json): Truth[] {
  return (value ?? []) as Truth[];
}

export function text(value: Json): string {
  if (typeof value !== 'string') throw new Error(`the truth has a ${typeof value} where a text belongs`);
  return value;
}

export function whole(value: Json): bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new Error(`the truth has a ${typeof value} where a number belongs`);
  return BigInt(value);
}
