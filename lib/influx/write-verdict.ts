import type { AppError } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { failureOfStatus } from '../errors/failure-of-status.ts';
import { oneLine } from '../util/one-line.ts';
import { influxError } from './influx-error.ts';
import { unredacted } from '../http/redact.ts';
import type { Answer } from './transport.ts';

/** What InfluxDB's response means for the lines of a batch. */
export type WriteVerdict =
  | { readonly kind: 'written' }
  /**
   * Some or all lines are rejected. `isRestStored`: the others are stored; else they have to be sent again.
   */
  | {
      readonly kind: 'rejected';
      readonly isRestStored: boolean;
      readonly dropped: number;
      readonly rejectedLines: RejectedLine[];
      /** The server's message, on one line. */
      readonly words: string;
    }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'retry'; readonly failure: Failure; readonly afterMs: number | undefined }
  | { readonly kind: 'configuration'; readonly error: AppError };

interface RejectedLine {
  readonly line: string;
  readonly reason: string;
}

/** 408, 425 and 429, of a load balancer or the database. */
const transient = [408, 425, 429];

/** @param name the database or bucket, as `database "k8s"` */
export function writeVerdict(
  { status, body, redactText = unredacted, broken, retryAfterMs }: Answer,
  url: string,
  name: string,
): WriteVerdict {
  if (status === 204) return { kind: 'written' };
  if (status >= 200 && status < 300 && !/<html/i.test(body)) return { kind: 'written' };
  // An incomplete rejection does not name all lines.
  if (broken?.cause === 'truncated') return { kind: 'retry', failure: broken, afterMs: retryAfterMs };
  if ((status === 400 && !isNoDatabase(body)) || status === 422) return rejection(body, redactText);
  if (status === 413) return { kind: 'too_large' };
  const failure = failureOf(status, body, oneLine(redactText(body)));
  const isPassing = transient.includes(status) || (status >= 500 && failure.cause !== 'not_found');
  return isPassing
    ? { kind: 'retry', failure, afterMs: retryAfterMs }
    : { kind: 'configuration', error: influxError(url, failure, name) };
}

function failureOf(status: number, body: string, text: string): Failure {
  const words = text || 'without words';
  if (speaksTheOtherScheme(body)) return { cause: 'tls_protocol', detail: `${status} ${words}` };
  const isMissing = status >= 500 && body.includes('retention policy not found');
  // An HTML page with a success status is a login page.
  if (status < 300) return { cause: 'not_json', detail: `${status} ${words}` };
  const failure = failureOfStatus(isMissing ? 404 : status, words);
  // Writing involves no list that could expire.
  return failure.cause === 'gone' ? { ...failure, cause: 'unexpected_status' } : failure;
}

/**
 * InfluxDB 1.x stores what it can: `partial write: … dropped=N`. Lines that it could not parse are quoted and
 * not counted in N. 2.x and 3.x may reject the whole batch for one line.
 */
function rejection(body: string, redactText: (words: string) => string): WriteVerdict {
  // Unredacted: they are compared with the lines that were sent.
  const rejectedLines = rejectedLinesIn(body).map(({ line, reason }) => ({
    line,
    reason: oneLine(redactText(reason)),
  }));
  const words = oneLine(redactText(body));
  const partial = /^partial write: ([\s\S]*?) dropped=(\d+)/.exec(body);
  if (!partial) return { kind: 'rejected', isRestStored: false, dropped: 0, rejectedLines, words };
  const dropped = Number(partial[2]);
  if (dropped > 0) rejectedLines.push({ line: '', reason: oneLine(redactText(partial[1] ?? '')) });
  return { kind: 'rejected', isRestStored: true, dropped, rejectedLines, words };
}

/** The lines after `unable to parse`; a line may contain line breaks. One pass, whatever the body holds. */
function rejectedLinesIn(body: string): RejectedLine[] {
  const rejectedLines: RejectedLine[] = [];
  for (let from = body.indexOf(begin); from >= 0; from = body.indexOf(begin, from)) {
    const lineAt = from + begin.length;
    const lineEnd = body.indexOf(separator, lineAt);
    if (lineEnd < 0) break;
    const newline = body.indexOf('\n', lineEnd);
    const reasonEnd = newline < 0 ? body.length : newline;
    const reason = body.slice(lineEnd + separator.length, reasonEnd).replace(/ dropped=\d+$/, '');
    rejectedLines.push({ line: body.slice(lineAt, lineEnd), reason });
    from = reasonEnd;
  }
  return rejectedLines;
}

const begin = "unable to parse '";
const separator = "': ";

/** A 400 that is not about lines. */
function isNoDatabase(body: string): boolean {
  return speaksTheOtherScheme(body) || /<html/i.test(body);
}

/** What HTTPS servers answer to plain HTTP. */
function speaksTheOtherScheme(body: string): boolean {
  return /HTTP request (was sent )?to (an )?HTTPS/i.test(body);
}
