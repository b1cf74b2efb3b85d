import { type FieldReader, noteInvalid, readEntries, readObject } from '../util/field-reader.ts';

/** As Kubernetes writes them, `{cpu: '250m', memory: '1Gi'}`. */
type Quantities = Readonly<Record<string, string>>;

const none: Quantities = {};

/** A map of quantities, each a string or, in protobuf, `{string}`. */
export function readQuantities(at: FieldReader | undefined, key: string): Quantities {
  const map = readObject(at, key);
  if (!map) return none;
  const quantities: [string, string][] = [];
  readEntries(map, (all, name) => {
    const given = all.value[name];
    const text: unknown =
      typeof given === 'object' && given !== null && 'string' in given ? given.string : given;
    if (typeof text === 'string') quantities.push([name, text]);
    else noteInvalid(all, name, 'a quantity');
  });
  return Object.fromEntries(quantities);
}
