import { type Failed, notJson } from './decoded.ts';
import { parseExactJson } from './exact-json.ts';
import type { Border } from '../quick-parse.ts';
import type { Refusal } from '../refusal.ts';
import { goodHalf } from './good-half.ts';

type Read<Value> =
  { readonly ok: true; readonly value: Value | undefined; readonly refused: readonly Refusal[] } | Failed;

/** The good half of a JSON body; whole numbers are exact. */
export function readJson<Value>(body: Buffer, border: Border<Value>): Read<Value> {
  let json: unknown;
  try {
    json = parseExactJson(body);
  } catch (error) {
    return notJson(error, body.toString());
  }
  return { ok: true, ...goodHalf(border, json) };
}
