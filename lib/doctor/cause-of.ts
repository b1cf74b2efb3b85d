import { type Cause, causes } from '../failure/causes.ts';

/** The cause in the code of an error, as `api_timeout`; `undefined` where it is about something else. */
export function causeOf(code: string): Cause | undefined {
  const cause = code.replace(/^(api|influxdb)_/, '');
  return cause in causes ? (cause as Cause) : undefined;
}
