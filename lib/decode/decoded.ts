import { messageOf } from '../errors/app-error.ts';
import type { Sample } from '../model/sample.ts';
import { oneLine } from '../util/one-line.ts';
import type { InvalidValue } from '../util/field-reader.ts';

/** What is read of a body. */
export interface DecodeChoices {
  /** A node's own interfaces by name, instead of heapline's rule. */
  readonly nodeInterfaces?: RegExp | undefined;
  /** Drops interfaces that are not their object's own. */
  readonly isOwnInterfacesOnly?: boolean | undefined;
  /** Maximum number of list items and map keys; three times as many in `/stats/container/`. Default: 50,000. */
  readonly maxElements?: number | undefined;
}

/** Several times what a node of 500 pods has, and small enough for the memory of a small run. */
export const defaultMaxElements = 50_000;

/**
 * The samples in a body, or why there are none. `invalid` lists values that were ignored; the rest is good.
 */
export type DecodeResult =
  | {
      readonly ok: true;
      /** The kubelet's own node name, where the endpoint reports it. */
      readonly nodeName: string | undefined;
      readonly samples: Sample[];
      readonly invalid: readonly InvalidValue[];
    }
  | DecodeFailure;

export interface DecodeFailure {
  readonly ok: false;
  readonly cause: 'not_json' | 'truncated' | 'schema';
  readonly detail: string;
}

/** JSON that breaks off (`truncated`) is told from what never was JSON. */
export function notJson(error: unknown, text: string): DecodeFailure {
  const detail = messageOf(error);
  const position = Number(/position (\d+)/.exec(detail)?.[1] ?? -1);
  const brokeOff =
    /^\s*[{[]/.test(text) && (/end of JSON|Unterminated/.test(detail) || position >= text.length);
  return { ok: false, cause: brokeOff ? 'truncated' : 'not_json', detail: oneLine(detail) };
}

/** @param otherwise the detail where no value was invalid */
export function notStatistics([first]: readonly InvalidValue[], otherwise: string): DecodeFailure {
  return { ok: false, cause: 'schema', detail: first ? `${first.path}: ${first.reason}` : otherwise };
}
