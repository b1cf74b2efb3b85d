/** What is listed and measured. */
export type Resource = 'nodes' | 'pods';

export type Labels = Readonly<Record<string, string>>;

/** What is in the cluster now: the labels of each object by `liveKey`. */
export type Live = ReadonlyMap<string, Labels>;

/** How what is live is kept apart: by namespace and name; nodes have no namespace. */
export function liveKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
