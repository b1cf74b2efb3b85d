import { AppError, exitCodes } from '../errors.ts';
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
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number | undefined }
  | { readonly kind: 'configuration'; readonly error: AppError };

interface Named {
  readonly line: string;
  readonly reason: string;
}

/** Request timeout, too early, too many requests: a load balancer's as well as the database's own. */
const transient = [408, 425, 429];

/** @param name the database or bucket, as `database "k8s"` */
export function verdictOf({ status, body, retryAfterMs }: Answer, url: string, name: string): Verdict {
  if (status === 204) return { kind: 'written' };
  if (status >= 200 && status < 300 && !/<html/i.test(body)) return { kind: 'written' };
  if ((status === 400 && !isNoDatabase(body)) || status === 422) return refusal(body);
  if (status === 413) return { kind: 'too_large' };
  const remedy = remedies(status, body, name);
  if (remedy !== undefined)
    return {
      kind: 'configuration',
      error: new AppError(
        `InfluxDB at ${url} answered ${status}: ${body.trim().slice(0, 300) || 'without words'}.`,
        {
          code: 'influx_configuration',
          remedy,
          exitCode: exitCodes.configuration,
        },
      ),
    };
  return { kind: 'retry', reason: `${status} ${body.trim().slice(0, 200)}`.trim(), afterMs: retryAfterMs };
}

/**
 * InfluxDB 1.x stores what it can and says so: `partial write: … dropped=N`, where lines that it could not parse are
 * quoted and not in N. 2.x and 3.x may turn the whole batch down for one line.
 */
function refusal(body: string): Verdict {
  const named = [...body.matchAll(/unable to parse '([\s\S]*?)': ([^\n]*?)(?: dropped=\d+)?(?=\n|$)/g)].map(
    ([, line = '', reason = '']) => ({ line, reason }),
  );
  const words = body.replace(/\s+/g, ' ').trim().slice(0, 300);
  const partial = /^partial write: ([\s\S]*?) dropped=(\d+)/.exec(body);
  if (!partial) return { kind: 'refused', kept: false, dropped: 0, named, words };
  const dropped = Number(partial[2]);
  if (dropped > 0) named.push({ line: '', reason: (partial[1] ?? '').slice(0, 300) });
  return { kind: 'refused', kept: true, dropped, named, words };
}

/** Servers that are spoken to over http and want https say so with a 400; that is no line's fault. */
function isNoDatabase(body: string): boolean {
  return /HTTP request (was sent )?to (an )?HTTPS|<html/i.test(body);
}

function remedies(status: number, body: string, name: string): string | undefined {
  if (status === 401) return 'Check INFLUX_TOKEN, or INFLUX_USERNAME and INFLUX_PASSWORD.';
  if (status === 403) return `Grant the user or token the right to write to the ${name}.`;
  if (status === 404)
    return name.startsWith('bucket')
      ? `Create the ${name}, or correct INFLUX_BUCKET and INFLUX_ORG.`
      : `Create it with \`npm run setup-influx\` (or \`CREATE DATABASE ${name.slice(name.indexOf('"'))}\`), or correct INFLUX_DATABASE.`;
  if (status === 500 && body.includes('retention policy not found'))
    return 'Create the retention policy, or correct INFLUX_RETENTION_POLICY.';
  if (status === 400)
    return 'Write INFLUX_URL with https://, or correct it: what answers there is no InfluxDB over http.';
  if (transient.includes(status) || status >= 500) return undefined;
  return 'Check INFLUX_URL: what answers there does not take writes as InfluxDB does.';
}
