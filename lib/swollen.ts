import * as z from 'zod';

/**
 * All lists and maps of an answer that are looked at hold fewer elements than this together: several times what a node of 500 pods
 * tells of, and no more than fit into the memory of a small run.
 */
export const mostElements = 50_000;

/** Of `/stats/container/`, which tells of labels and devices too, and of two looks: twice what a node of 500 pods takes. */
export const mostElementsOfContainers = 150_000;

/**
 * Whether checking `value` by `schema` would look at so many elements that it costs the other nodes their time; found
 * without checking one of them. What the schema drops does not count.
 */
export function isSwollen(schema: z.ZodType, value: unknown, most = mostElements): boolean {
  let elements = 0;
  const left: [z.ZodType, unknown][] = [[schema, value]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [given, inner] = next;
    const kind = bare(given);
    if (typeof inner !== 'object' || inner === null) continue;
    if (kind instanceof z.ZodObject) {
      for (const [key, part] of Object.entries(kind.shape) as [string, z.ZodType][])
        if (Object.hasOwn(inner, key)) left.push([part, Reflect.get(inner, key)]);
      continue;
    }
    const element =
      kind instanceof z.ZodArray ? kind.element : kind instanceof z.ZodRecord ? kind.valueType : undefined;
    if (element === undefined) continue;
    const all: unknown[] = Array.isArray(inner) ? inner : Object.values(inner);
    elements += all.length;
    if (elements > most) return true;
    for (const one of all) left.push([element as z.ZodType, one]);
  }
  return false;
}

/** Without what says that a value may be absent. */
function bare(schema: z.ZodType): z.ZodType {
  let kind = schema;
  while (kind instanceof z.ZodOptional || kind instanceof z.ZodNullable) kind = kind.unwrap() as z.ZodType;
  return kind;
}
