/** How what is live is kept apart: by namespace and name; nodes have no namespace. */
export function liveKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
