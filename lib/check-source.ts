import * as z from 'zod';

interface CheckSource {
  /** Statements that return a check: `(input, mends, mostElements) => boolean`. They need `isObject` and `mended`. */
  readonly source: string;
  /** What is left to zod, by what `mended` is given: its description, or a number where it has none. */
  readonly leaves: ReadonlyMap<string | number, z.core.$ZodType>;
}

type Zod = z.core.$ZodTypes['_zod']['def'];

/** The place of the root: nothing can be put there. */
const nowhere = 'undefined, undefined';

/**
 * The check of a schema as code: it looks at each value once, and each of its reads sees objects of one shape alone. What is
 * more than plain objects, lists, maps, texts and numbers is a leaf.
 */
export function checkSource(root: z.core.$ZodType): CheckSource {
  const leaves = new Map<string | number, z.core.$ZodType>();
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
    if (def.type === 'catch' && place !== nowhere)
      return caught(schema, testOf(def.innerType, value), place) ?? byZod(schema, value, place);
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
    const leaf = z.globalRegistry.get(schema)?.description ?? leaves.size;
    leaves.set(leaf, schema);
    return `if (!mended(${JSON.stringify(leaf)}, ${value}, ${place}, mends)) return false;`;
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

  const body = checked(root, 'input', nowhere);
  const source = `let left = 0; ${functions.join('\n')}
    return (input, mends, mostElements) => { left = mostElements; ${body} return true; };`;
  return { source, leaves };
}

/** What is not good is as good as none: where that is all that the schema says. */
function caught(schema: z.core.$ZodType, test: string | undefined, place: string): string | undefined {
  const isNone = z.safeParse(schema, Symbol('good for nothing')).data === undefined;
  return test === undefined || !isNone ? undefined : `if (!(${test})) mends.push([${place}, undefined]);`;
}

/** Whether a text, number or truth value is good, as an expression; `undefined` where there is more to it. */
function testOf(schema: z.core.$ZodType, value: string): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional' && !def.checks?.length) {
    const test = testOf(def.innerType, value);
    return test && `(${value} === undefined || ${test})`;
  }
  const plain = plainTest(def, value);
  const checks = (def.checks ?? []).map((check) =>
    checkTest((check as unknown as { _zod: { def: z.core.$ZodChecks['_zod']['def'] } })._zod.def, value),
  );
  return plain === undefined || checks.includes(undefined) ? undefined : [plain, ...checks].join(' && ');
}

function plainTest(def: Zod, value: string): string | undefined {
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
  if (def.check === 'less_than') return `${value} ${def.inclusive ? '<=' : '<'} ${Number(def.value)}`;
  // A pattern that remembers where it was would be no test.
  if (def.check === 'string_format' && def.format === 'regex' && def.pattern?.flags === '')
    return `${def.pattern}.test(${value})`;
  return undefined;
}
