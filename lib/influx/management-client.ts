import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { InfluxDB } from '@influxdata/influxdb-client';
import type { Way } from './transport.ts';

const idleTimeoutMs = 10_000;

/** InfluxDB's own client, for the management of 2.x: buckets, mappings, tasks. `headers` go with every request. */
export function openClient(
  { url, proxy, connections, secureContext, isInsecure }: Way,
  headers: Record<string, string>,
): { client: InfluxDB; close: () => void } {
  const proxyEnv = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const kept = { keepAlive: true, maxSockets: connections, ...proxyEnv };
  const tls = { secureContext, rejectUnauthorized: !isInsecure };
  const agent = url.startsWith('https:') ? new HttpsAgent({ ...kept, ...tls }) : new HttpAgent(kept);
  const client = new InfluxDB({ url, timeout: idleTimeoutMs, headers, transportOptions: { agent } });
  return { client, close: () => agent.destroy() };
}
