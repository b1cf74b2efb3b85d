import { messageOf } from '../errors.ts';
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
  | Failed;

export interface Failed {
  readonly ok: false;
  readonly cause: 'not_json' | 'schema';
  readonly detail: string;
}

export function notJson(error: unknown): Failed {
  return { ok: false, cause: 'not_json', detail: messageOf(error) };
}

/** @param otherwise what to say where nothing in particular was refused */
export function notStatistics([first]: readonly Refusal[], otherwise: string): Failed {
  return { ok: false, cause: 'schema', detail: first ? `${first.path}: ${first.reason}` : otherwise };
}
