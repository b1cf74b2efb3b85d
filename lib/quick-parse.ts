import * as z from 'zod';
import { checkSource } from './check-source.ts';
import { made, type Recipe } from './made-code.ts';

/** Where a value goes that the schema makes of another, once all is known to be good. */
type Mend = readonly [parent: Record<PropertyKey, unknown>, key: PropertyKey, value: unknown];

type Check = (input: unknown, mends: Mend[], mostElements: number) => boolean;

/** A schema, and the quick way through it. */
export interface Border<Value> {
  readonly schema: () => z.ZodType<Value>;
  /** The input, good; `undefined` where zod is to look at it. */
  readonly pass: (input: unknown) => Value | undefined;
  /** The input, good; throws what zod says of it where it is not. */
  readonly parse: (input: unknown) => Value;
  /** The check that `pass` is made with. */
  readonly recipe: Recipe;
}

/**
 * A parser for what is expected: it looks at each value once, copies nothing, and gives the input itself, in which keys that
 * the schema does not know are left alone. It gives `undefined` where something is not as the schema wants it, or where lists
 * and maps hold more than `mostElements` together; then the input is unchanged, and zod is to say what is wrong.
 *
 * It is code made of the schema, as zod makes it, too, and costs a fiftieth of what a parse by zod does.
 *
 * @param name no other border has it
 * @param makeSchema called where the code is to be made, or where a value is more than the code can tell
 * @param parts by their descriptions: what is often more than the code can tell, without the rest of the schema
 */
export function borderOf<Value>(
  name: string,
  makeSchema: () => z.ZodType<Value>,
  mostElements: number,
  parts: Readonly<Record<string, () => z.core.$ZodType>> = {},
): Border<Value> {
  let madeSchema: z.ZodType<Value> | undefined;
  const schema = () => (madeSchema ??= makeSchema());
  let madeSource: ReturnType<typeof checkSource> | undefined;
  const source = () => (madeSource ??= checkSource(schema()));
  const recipe = { name: `check of ${name}`, parts: ['isObject', 'mended'], source: () => source().source };

  const leaves = new Map<string | number, z.core.$ZodType>();
  const leafOf = (leaf: string | number) => {
    const made = leaves.get(leaf) ?? parts[leaf]?.() ?? source().leaves.get(leaf) ?? z.never();
    leaves.set(leaf, made);
    return made;
  };

  /** Looks at a value with the schema's part for it, and notes what that makes of it. */
  const mended = (
    leaf: string | number,
    value: unknown,
    parent: Mend[0] | undefined,
    key: PropertyKey,
    mends: Mend[],
  ) => {
    const result = z.safeParse(leafOf(leaf), value);
    if (result.success && parent && result.data !== value) mends.push([parent, key, result.data]);
    return result.success && (parent !== undefined || result.data === value);
  };

  let check: Check | undefined;
  const pass = (input: unknown) => {
    check ??= made(recipe, isObject, mended) as Check;
    const mends: Mend[] = [];
    if (!check(input, mends, mostElements)) return undefined;
    for (const [parent, key, value] of mends) parent[key] = value;
    return input as Value;
  };
  return { schema, pass, parse: (input) => pass(input) ?? schema().parse(input), recipe };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
