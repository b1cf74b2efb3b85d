type Fields = Record<string, unknown>;

/** Objects that are read, made, and changed by server-side apply or a merge patch. */
export interface Applied {
  readonly get: (path: string) => object | undefined;
  readonly put: (path: string, object: object) => void;
  readonly apply: (path: string, text: string, contentType: string | undefined) => object;
}

export function simApplied(): Applied {
  const objects = new Map<string, object>();
  return {
    get: (path) => objects.get(path),
    put: (path, object) => void objects.set(path, object),
    apply: (path, text, contentType) => {
      const known = ['application/apply-patch+yaml', 'application/merge-patch+json'];
      if (!known.includes(contentType ?? '')) throw new Error(`no patch: ${String(contentType)}`);
      const merged = merge((objects.get(path) ?? {}) as Fields, JSON.parse(text) as Fields);
      objects.set(path, merged);
      return merged;
    },
  };
}

function merge(old: Fields, next: Fields): Fields {
  const merged = { ...old };
  for (const [key, value] of Object.entries(next)) {
    const known = old[key];
    merged[key] = isFields(known) && isFields(value) ? merge(known, value) : value;
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
