/** The kinds of objects that are listed and measured. */
export type Resource = 'nodes' | 'pods';

export type Labels = Readonly<Record<string, string>>;

/** The objects that exist now: labels by `liveKey`. */
export type Live = ReadonlyMap<string, Labels>;

/** Namespace and name; nodes have no namespace. */
export function liveKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
