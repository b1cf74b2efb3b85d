import * as z from 'zod';

/** Where a value goes that the schema makes of another, once all is known to be good. */
type Mend = readonly [parent: Record<PropertyKey, unknown>, key: PropertyKey, value: unknown];

type Check = (input: unknown, mends: Mend[], mostElements: number) => boolean;

/** A schema, and the quick way through it. */
export interface Border<Value> {
  readonly schema: () => z.ZodType<Value>;
  /** The input, good; `undefined` where zod is to look at it. */
  readonly pass: (input: unknown) => Value | undefined;
}

/**
 * A parser for what is expected: it looks at each value once, copies nothing, and gives the input itself, in which keys that
 * the schema does not know are left alone. It gives `undefined` where something is not as the schema wants it, or where lists
 * and maps hold more than `mostElements` together; then the input is unchanged, and zod is to say what is wrong.
 *
 * It is code made of the schema, as zod makes it, too, and costs a fiftieth of what a parse by zod does: each of its reads
 * sees objects of one shape alone. What is more than plain objects, lists, maps, texts and numbers is left to zod.
 *
 * @param given the schema, or what makes it when it is needed
 */
export function borderOf<Value>(
  given: z.ZodType<Value> | (() => z.ZodType<Value>),
  mostElements: number,
): Border<Value> {
  let made: z.ZodType<Value> | undefined;
  const schema = () => (made ??= typeof given === 'function' ? given() : given);
  let check: Check | undefined;
  const pass = (input: unknown) => {
    check ??= compiled(schema());
    const mends: Mend[] = [];
    if (!check(input, mends, mostElements)) return undefined;
    for (const [parent, key, value] of mends) parent[key] = value;
    return input as Value;
  };
  return { schema, pass };
}

function compiled(root: z.core.$ZodType): Check {
  const leaves: z.core.$ZodType[] = [];
  const functions: string[] = [];
  let names = 0;

  /** Statements that end the check where what `value` holds is not good. */
  const checked = (schema: z.core.$ZodType, value: string, place: string): string => {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    const test = testOf(schema, value);
    if (test !== undefined) return `if (!(${test})) return false;`;
    if (def.checks?.length) return byZod(schema, value, place);
    if (def.type === 'unknown') return '';
    if (def.type === 'optional')
      return `if (${value} !== undefined) { ${checked(def.innerType, value, place)} }`;
    if (def.type === 'nullable') return `if (${value} !== null) { ${checked(def.innerType, value, place)} }`;
    if (def.type === 'union') {
      const tests = def.options.map((option) => testOf(option, value)).filter((one) => one !== undefined);
      return `if (!(${tests.join(' || ') || 'false'})) { ${byZod(schema, value, place)} }`;
    }
    if (def.type === 'object' && !def.catchall) return objectChecked(def.shape, value);
    if (def.type === 'array') return eachChecked(def.element, value);
    const keyTest = def.type === 'record' ? testOf(def.keyType, 'key') : undefined;
    return def.type === 'record' && keyTest !== undefined
      ? entriesChecked(def.valueType, keyTest, value)
      : byZod(schema, value, place);
  };

  const byZod = (schema: z.core.$ZodType, value: string, place: string): string => {
    const leaf = leaves.push(schema) - 1;
    return `if (!mended(${leaf}, ${value}, ${place}, mends)) return false;`;
  };

  const objectChecked = (shape: Readonly<Record<string, z.core.$ZodType>>, value: string): string => {
    const fields = Object.entries(shape).map(([key, schema]) => {
      const name = `v${names++}`;
      const quoted = JSON.stringify(key);
      // Anything may be there, but something has to be.
      if (schema instanceof z.ZodUnknown) return `if (!(${quoted} in ${value})) return false;`;
      return `const ${name} = ${value}[${quoted}]; ${checked(schema, name, `${value}, ${quoted}`)}`;
    });
    return `if (!isObject(${value})) return false; ${fields.join('\n')}`;
  };

  const eachChecked = (element: z.core.$ZodType, value: string): string => {
    const check = functionOf(element, `list, at`, 'list, at');
    return `if (!Array.isArray(${value}) || (left -= ${value}.length) < 0) return false;
      for (let at = 0; at < ${value}.length; at++) if (!${check}(${value}[at], mends, ${value}, at)) return false;`;
  };

  const entriesChecked = (element: z.core.$ZodType, keyTest: string, value: string): string => {
    const check = functionOf(element, 'map, key', 'map, key');
    return `if (!isObject(${value})) return false;
      for (const key of Object.keys(${value})) if (--left < 0 || !(${keyTest}) || !${check}(${value}[key], mends, ${value}, key)) return false;`;
  };

  const functionOf = (schema: z.core.$ZodType, parameters: string, place: string): string => {
    const name = `f${names++}`;
    functions.push(
      `const ${name} = (value, mends, ${parameters}) => { ${checked(schema, 'value', place)} return true; };`,
    );
    return name;
  };

  const body = checked(root, 'input', 'undefined, undefined');
  const source = `let left = 0; ${functions.join('\n')}
    return (input, mends, mostElements) => { left = mostElements; ${body} return true; };`;
  const mended = (
    leaf: number,
    value: unknown,
    parent: Mend[0] | undefined,
    key: PropertyKey,
    mends: Mend[],
  ) => {
    const result = z.safeParse(leaves[leaf] ?? z.never(), value);
    if (result.success && parent && result.data !== value) mends.push([parent, key, result.data]);
    return result.success && (parent !== undefined || result.data === value);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of our own schemas alone; nothing of an input is part of it
  return (new Function('isObject', 'mended', source) as (...given: unknown[]) => Check)(isObject, mended);
}

/** Whether a text, number or truth value is good, as an expression; `undefined` where there is more to it. */
function testOf(schema: z.core.$ZodType, value: string): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const plain = plainTest(def, value);
  const checks = (def.checks ?? []).map((check) =>
    checkTest((check as unknown as { _zod: { def: z.core.$ZodChecks['_zod']['def'] } })._zod.def, value),
  );
  return plain === undefined || checks.includes(undefined) ? undefined : [plain, ...checks].join(' && ');
}

function plainTest(def: z.core.$ZodTypes['_zod']['def'], value: string): string | undefined {
  const format = 'format' in def ? def.format : undefined;
  if (def.type === 'boolean' || (def.type === 'string' && format === undefined))
    return `typeof ${value} === '${def.type}'`;
  if (def.type !== 'number') return undefined;
  if (format === undefined) return `Number.isFinite(${value})`;
  return format === 'safeint' ? `Number.isSafeInteger(${value})` : undefined;
}

function checkTest(def: z.core.$ZodChecks['_zod']['def'], value: string): string | undefined {
  if (def.check === 'min_length') return `${value}.length >= ${def.minimum}`;
  if (def.check === 'max_length') return `${value}.length <= ${def.maximum}`;
  if (def.check === 'greater_than') return `${value} ${def.inclusive ? '>=' : '>'} ${Number(def.value)}`;
  return undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
