import { parseExactJson } from '../util/exact-json.ts';
import { DocumentLimit, type FieldReader, readerOf } from '../util/field-reader.ts';
import { type DecodeResult, type DecodeFailure, notJson } from './decoded.ts';

/**
 * Decodes a kubelet's JSON, with exact integers.
 *
 * @param maxElements of all lists and maps in total
 * @param decode gets a reader of the body; `undefined` where it is no object
 */
export function decodeJson(
  body: Buffer,
  maxElements: number,
  decode: (body: FieldReader | undefined) => DecodeResult,
): DecodeResult {
  const text = body.toString();
  let json: unknown;
  try {
    json = parseExactJson(text);
  } catch (error) {
    return notJson(error, text);
  }
  try {
    return decode(readerOf(json, maxElements, 'raise MAX_BODY_ELEMENTS'));
  } catch (error) {
    if (error instanceof DocumentLimit) return limitExceeded(error);
    throw error;
  }
}

function limitExceeded({ message }: DocumentLimit): DecodeFailure {
  return { ok: false, cause: 'schema', detail: `everywhere: ${message}` };
}
