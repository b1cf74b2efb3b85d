import type { ApiFault } from '../simulator/api-faults.ts';
import type { InfluxFault } from './influx-proxy.ts';

/** What is wrong with the API server. `code`: how the run has to say that there was no way; else it passes. */
export interface ApiPlan {
  readonly kind: string;
  readonly weight: number;
  readonly code: string | undefined;
  readonly fault?: ApiFault;
  /** Where the kubeconfig leads. */
  readonly leads?: 'to-a-closed-port' | 'to-a-stranger';
  readonly rotatesToken?: true;
}

/** What is wrong with InfluxDB. */
export interface InfluxPlan {
  readonly kind: string;
  readonly weight: number;
  /** How the run has to say that nothing can be written. */
  readonly code?: string;
  /** How the run has to say why points were lost. */
  readonly lossCause?: string;
  readonly fault?: InfluxFault;
  readonly leads?: 'to-a-stranger';
  /** The database holds a field of another type: its lines are refused. */
  readonly isInConflict?: true;
  readonly runTimeoutMs?: number;
}

const forbidden =
  'nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope';

export const apiPlans: readonly ApiPlan[] = [
  passing('429 with Retry-After', { kind: 'status', status: 429, retryAfterS: 1, times: 2 }),
  passing('500 twice', { kind: 'status', status: 500, times: 2 }),
  passing('503 three times', { kind: 'status', status: 503, times: 3 }),
  passing('reset twice', { kind: 'reset', times: 2 }),
  passing('cut in the body', { kind: 'cut-in-body', times: 2 }),
  passing('410 between pages', { kind: 'gone-between-pages', times: 1 }),
  { kind: 'api token rotated', weight: 6, code: undefined, rotatesToken: true },
  fatal('401', 'unauthorized', { kind: 'status', status: 401, times: Infinity }),
  fatal('403', 'forbidden', { kind: 'status', status: 403, message: forbidden, times: Infinity }),
  fatal('429 without end', 'rate_limited', {
    kind: 'status',
    status: 429,
    retryAfterS: 60,
    times: Infinity,
  }),
  fatal('503 without end', 'server_error', { kind: 'status', status: 503, times: Infinity }),
  fatal('reset without end', 'reset', { kind: 'reset', times: Infinity }),
  fatal('410 without end', 'gone', { kind: 'gone-between-pages', times: Infinity }),
  fatal('html', 'not_json', { kind: 'html', times: Infinity }),
  fatal('another document', 'schema', { kind: 'another-document', times: Infinity }),
  { ...fatal('hang', 'timeout', { kind: 'hang', times: Infinity }), weight: 0.2 },
  { kind: 'api closed port', weight: 1, code: 'api_refused', leads: 'to-a-closed-port' },
  { kind: 'api self-signed', weight: 1, code: 'api_tls_untrusted', leads: 'to-a-stranger' },
];

export const influxPlans: readonly InfluxPlan[] = [
  ...[408, 429, 500, 502, 503].map((status): InfluxPlan => still(`${status} twice`, status, 2)),
  {
    ...still('503 with Retry-After', 503, 2),
    fault: { kind: 'status', status: 503, retryAfterS: 1, times: 2 },
  },
  { kind: 'influx cut mid-request', weight: 3, fault: { kind: 'cut-mid-request', times: 2 } },
  { kind: 'influx answer lost', weight: 5, fault: { kind: 'answer-lost', times: 3 } },
  { kind: 'influx refusal cut', weight: 3, fault: { kind: 'refusal-cut', times: 2 } },
  {
    kind: 'influx Retry-After beyond the end',
    weight: 1,
    fault: { kind: 'status', status: 503, retryAfterS: 3600, times: 1 },
    runTimeoutMs: 8000,
  },
  { kind: 'influx slow', weight: 3, fault: { kind: 'slow', delayMs: 700 } },
  { kind: 'influx 413', weight: 4, fault: { kind: 'too-large', mostLines: 40 } },
  { kind: 'influx down for 3 s', weight: 4, fault: { kind: 'down', forMs: 3000 } },
  { kind: 'influx down for 20 s', weight: 0.3, fault: { kind: 'down', forMs: 20_000 }, runTimeoutMs: 48_000 },
  { kind: 'influx hung once', weight: 0.3, fault: { kind: 'hang', times: 1 }, runTimeoutMs: 30_000 },
  { kind: 'influx partial write', weight: 4, isInConflict: true },
  settled('401', 'unauthorized', { kind: 'status', status: 401, times: Infinity }),
  settled('403', 'forbidden', { kind: 'status', status: 403, times: Infinity }),
  settled('404', 'not_found', { kind: 'status', status: 404, times: Infinity }),
  settled('html', 'not_json', { kind: 'html' }),
  { kind: 'influx self-signed', weight: 1, code: 'influxdb_tls_untrusted', leads: 'to-a-stranger' },
  lost('down for good', 'refused', { kind: 'down-for-good' }),
  lost('503 without end', 'server_error', { kind: 'status', status: 503, times: Infinity }),
  lost('429 without end', 'rate_limited', { kind: 'status', status: 429, times: Infinity }),
];

function passing(kind: string, fault: ApiFault): ApiPlan {
  return { kind: `api ${kind}`, weight: 3, code: undefined, fault };
}

function fatal(kind: string, cause: string, fault: ApiFault): ApiPlan {
  return { kind: `api ${kind}`, weight: 1, code: `api_${cause}`, fault };
}

function still(kind: string, status: number, times: number): InfluxPlan {
  return { kind: `influx ${kind}`, weight: 2, fault: { kind: 'status', status, times } };
}

function settled(kind: string, cause: string, fault: InfluxFault): InfluxPlan {
  return { kind: `influx ${kind}`, weight: 1, code: `influxdb_${cause}`, fault };
}

function lost(kind: string, lossCause: string, fault: InfluxFault): InfluxPlan {
  return { kind: `influx ${kind}`, weight: 1, lossCause, fault, runTimeoutMs: 5000 };
}
