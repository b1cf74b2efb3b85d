import { messageOf } from '../errors/app-error.ts';
import type { Sample } from '../model/sample.ts';
import { oneLine } from '../util/one-line.ts';
import type { Refusal } from '../util/field-reader.ts';

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
  readonly cause: 'not_json' | 'truncated' | 'schema';
  readonly detail: string;
}

/** JSON that breaks off is another thing than what never was JSON. */
export function notJson(error: unknown, text: string): Failed {
  const detail = messageOf(error);
  const position = Number(/position (\d+)/.exec(detail)?.[1] ?? -1);
  const brokeOff =
    /^\s*[{[]/.test(text) && (/end of JSON|Unterminated/.test(detail) || position >= text.length);
  return { ok: false, cause: brokeOff ? 'truncated' : 'not_json', detail: oneLine(detail) };
}

/** @param otherwise what to say where nothing in particular was refused */
export function notStatistics([first]: readonly Refusal[], otherwise: string): Failed {
  return { ok: false, cause: 'schema', detail: first ? `${first.path}: ${first.reason}` : otherwise };
}
