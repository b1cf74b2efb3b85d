import type { AppError } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { oneLine } from '../util/one-line.ts';
import { influxError } from './influx-error.ts';
import { asItIs } from '../http/redact.ts';
import type { Answer } from './transport.ts';

/** What InfluxDB's answer to a batch means for its lines. */
export type Verdict =
  | { readonly kind: 'written' }
  /** Some or all lines are at fault. `kept`: the rest is stored; else the rest has to be sent again. */
  | {
      readonly kind: 'refused';
      readonly kept: boolean;
      readonly dropped: number;
      readonly named: Named[];
      /** The server's words, on one line. */
      readonly words: string;
    }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'retry'; readonly failure: Failure; readonly afterMs: number | undefined }
  | { readonly kind: 'configuration'; readonly error: AppError };

interface Named {
  readonly line: string;
  readonly reason: string;
}

/** Request timeout, too early, too many requests: a load balancer's as well as the database's own. */
const transient = [408, 425, 429];

/** @param name the database or bucket, as `database "k8s"` */
export function verdictOf(
  { status, body, hide = asItIs, broken, retryAfterMs }: Answer,
  url: string,
  name: string,
): Verdict {
  if (status === 204) return { kind: 'written' };
  if (status >= 200 && status < 300 && !/<html/i.test(body)) return { kind: 'written' };
  // Without the end of a refusal it is not known what was refused.
  if (broken?.cause === 'truncated') return { kind: 'retry', failure: broken, afterMs: retryAfterMs };
  if ((status === 400 && !isNoDatabase(body)) || status === 422) return refusal(body, hide);
  if (status === 413) return { kind: 'too_large' };
  const failure = failureOf(status, body, oneLine(hide(body)));
  const isPassing = transient.includes(status) || (status >= 500 && failure.cause !== 'not_found');
  return isPassing
    ? { kind: 'retry', failure, afterMs: retryAfterMs }
    : { kind: 'configuration', error: influxError(url, failure, name) };
}

function failureOf(status: number, body: string, told: string): Failure {
  const words = told || 'without words';
  if (speaksTheOtherScheme(body)) return { cause: 'tls_protocol', detail: `${status} ${words}` };
  const isMissing = status >= 500 && body.includes('retention policy not found');
  // A page with a success status is a login page's.
  if (status < 300) return { cause: 'not_json', detail: `${status} ${words}` };
  const failure = failureOfStatus(isMissing ? 404 : status, words);
  // A database is in no list that could be forgotten.
  return failure.cause === 'gone' ? { ...failure, cause: 'unexpected_status' } : failure;
}

/**
 * InfluxDB 1.x stores what it can and says so: `partial write: … dropped=N`, where lines that it could not parse are
 * quoted and not in N. 2.x and 3.x may turn the whole batch down for one line.
 */
function refusal(body: string, hide: (words: string) => string): Verdict {
  // Lines are as they were sent: they are looked for among those.
  const named = namedIn(body).map(({ line, reason }) => ({ line, reason: oneLine(hide(reason)) }));
  const words = oneLine(hide(body));
  const partial = /^partial write: ([\s\S]*?) dropped=(\d+)/.exec(body);
  if (!partial) return { kind: 'refused', kept: false, dropped: 0, named, words };
  const dropped = Number(partial[2]);
  if (dropped > 0) named.push({ line: '', reason: oneLine(hide(partial[1] ?? '')) });
  return { kind: 'refused', kept: true, dropped, named, words };
}

/** What follows `unable to parse`; a line may be of several lines. Looked for in one pass, however often it begins. */
function namedIn(body: string): Named[] {
  const named: Named[] = [];
  for (let from = body.indexOf(begin); from >= 0; from = body.indexOf(begin, from)) {
    const lineAt = from + begin.length;
    const lineEnd = body.indexOf(separator, lineAt);
    if (lineEnd < 0) break;
    const newline = body.indexOf('\n', lineEnd);
    const reasonEnd = newline < 0 ? body.length : newline;
    const reason = body.slice(lineEnd + separator.length, reasonEnd).replace(/ dropped=\d+$/, '');
    named.push({ line: body.slice(lineAt, lineEnd), reason });
    from = reasonEnd;
  }
  return named;
}

const begin = "unable to parse '";
const separator = "': ";

/** Such a 400 is no line's fault. */
function isNoDatabase(body: string): boolean {
  return speaksTheOtherScheme(body) || /<html/i.test(body);
}

/** What servers that want https say to who speaks http. */
function speaksTheOtherScheme(body: string): boolean {
  return /HTTP request (was sent )?to (an )?HTTPS/i.test(body);
}
