import { validateHeaderValue } from 'node:http';

/** Whether an HTTP header can carry a text; a secret that was copied may have brought a line break along. */
export function isHeaderValue(text: string): boolean {
  try {
    validateHeaderValue('authorization', text);
    return true;
  } catch {
    return false;
  }
}
