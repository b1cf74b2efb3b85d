/** One media type of an Accept header, with its parameters. */
interface Clause {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly quality: number;
}

/** The requested form of objects. */
export type Form =
  | { readonly as: 'object' }
  | { readonly as: 'table'; readonly version: 'v1' | 'v1beta1' }
  | { readonly as: 'metadata'; readonly version: 'v1' | 'v1beta1' };

/**
 * The first supported form of an Accept header; `undefined` where there is none. Always JSON: clients that
 * prefer protobuf accept it, too.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
 */
export function formOf(accept: string | undefined, isList: boolean): Form | undefined {
  for (const { type, parameters } of clausesOf(accept)) {
    if (!isJson(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return { as: 'object' };
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) continue;
    if (as === 'Table') return { as: 'table', version: v };
    if (as === `PartialObjectMetadata${isList ? 'List' : ''}`) return { as: 'metadata', version: v };
  }
  return undefined;
}

/** The version of aggregated discovery that a client prefers, if any. */
export function aggregatedVersionOf(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of clausesOf(accept)) {
    if (!isJson(type)) continue;
    const { as, g, v } = parameters;
    if (as === undefined) return undefined;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && (v === 'v2' || v === 'v2beta1'))
      return v;
  }
  return undefined;
}

/** Whether a client accepts plain JSON. */
export function takesJson(accept: string | undefined): boolean {
  return clausesOf(accept).some(({ type, parameters }) => isJson(type) && parameters['as'] === undefined);
}

function isJson(type: string): boolean {
  return ['application/json', 'application/*', '*/*'].includes(type);
}

/** The Accept header's media types, by preference; without one, any. */
function clausesOf(accept = '*/*'): Clause[] {
  return (accept.trim() === '' ? '*/*' : accept)
    .split(',')
    .map((part): Clause => {
      const [type = '', ...rest] = part.split(';').map((piece) => piece.trim());
      const parameters = Object.fromEntries(
        rest.map((piece): [string, string] => {
          const [name = '', text = ''] = piece.split('=');
          return [name.trim(), text.trim().replace(/^"|"$/g, '')];
        }),
      );
      const quality = Number(parameters['q'] ?? 1);
      return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);
}
