import type { Sample } from '../model.ts';
import type { Refusal } from './good-half.ts';

/** What a body held, or why it held nothing. `refused` lists values that were left out; the rest is good. */
export type Decoded =
  | {
      readonly ok: true;
      /** The name that the kubelet gives itself, where the endpoint tells it. */
      readonly nodeName: string | undefined;
      readonly samples: Sample[];
      readonly refused: readonly Refusal[];
    }
  | { readonly ok: false; readonly cause: 'not_json' | 'schema'; readonly detail: string };

export function notJson(error: unknown): Decoded {
  return { ok: false, cause: 'not_json', detail: error instanceof Error ? error.message : String(error) };
}

/** @param otherwise what to say where nothing in particular was refused */
export function notStatistics([first]: readonly Refusal[], otherwise: string): Decoded {
  return { ok: false, cause: 'schema', detail: first ? `${first.path}: ${first.reason}` : otherwise };
}
