import type { Cause } from './causes.ts';

/**
 * What to do where a request to InfluxDB failed.
 *
 * @param destination the database or bucket, as `database "k8s"`
 */
export function influxRemedy(cause: Cause, detail: string, destination: string): string {
  if (detail.includes('the proxy’s answer'))
    return 'Check HTTPS_PROXY or HTTP_PROXY and the user and password in it, or except the host with NO_PROXY.';
  if (cause === 'forbidden') return `Grant the user or token the right to write to the ${destination}.`;
  if (cause === 'not_found') return missing(detail, destination);
  return remedies[cause] ?? otherwise;
}

const otherwise = 'Check INFLUX_URL, and that InfluxDB runs there: `curl -i INFLUX_URL/ping` answers 204.';

const isItInflux = 'Check INFLUX_URL: what answers there does not take writes as InfluxDB does.';

const remedies: Readonly<Partial<Record<Cause, string>>> = {
  refused:
    'Check INFLUX_URL, and that InfluxDB runs there; where HTTPS_PROXY or HTTP_PROXY is set, the proxy.',
  dns: 'Correct the name in INFLUX_URL; in a pod, name the Service with its namespace: http://influxdb.NAMESPACE:8086.',
  unreachable: 'Check routes, firewalls and network policies between heapline and InfluxDB.',
  timeout: 'Check InfluxDB’s load and disk; smaller batches may help (INFLUX_BATCH_LINES).',
  tls_protocol:
    'Check the scheme and port of INFLUX_URL: what listens there does not speak TLS, or nothing that is new enough.',
  tls_untrusted:
    'Give in INFLUX_CA_FILE the authority that signed InfluxDB’s certificate. INFLUX_TLS=insecure works too, and trusts anyone.',
  tls_name: 'Use the name in INFLUX_URL that InfluxDB’s certificate is for.',
  tls_expired: 'Renew InfluxDB’s certificate, and compare the clocks.',
  unauthorized: 'Check INFLUX_TOKEN, or INFLUX_USERNAME and INFLUX_PASSWORD.',
  rate_limited: 'InfluxDB takes less than it is given: write fewer groups (METRICS), or raise its limits.',
  server_error: 'Read InfluxDB’s log; its disk may be full.',
  redirect: isItInflux,
  unexpected_status: isItInflux,
  not_http: isItInflux,
  not_json: isItInflux,
  schema: isItInflux,
  full: 'Make room on the disk that is written to.',
  cut_short: 'Raise RUN_TIMEOUT_MS, or find out why InfluxDB is slow.',
  unknown: 'Please report this with the log line.',
};

function missing(detail: string, destination: string): string {
  if (detail.includes('retention policy not found'))
    return 'Create the retention policy with `heapline setup-influx`, or correct INFLUX_RETENTION_POLICY.';
  if (/page not found/.test(detail))
    return destination.startsWith('bucket')
      ? 'What answers there has no /api/v2/write: correct the path in INFLUX_URL, or give INFLUX_DATABASE, and no INFLUX_BUCKET, for InfluxDB 1.x.'
      : 'What answers there has no /write: correct the path in INFLUX_URL.';
  if (destination.startsWith('bucket'))
    return `Create the ${destination} with \`heapline setup-influx\`, or correct INFLUX_BUCKET and INFLUX_ORG.`;
  const [, name] = /^database "([\s\S]*)"$/.exec(destination) ?? [];
  const statement = name === undefined ? '' : ` (or \`CREATE DATABASE "${name.replace(/["\\]/g, '\\$&')}"\`)`;
  return `Create it with \`heapline setup-influx\`${statement}, or correct INFLUX_DATABASE.`;
}
