import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { InfluxDB } from '@influxdata/influxdb-client';
import type { InfluxConnection } from './transport.ts';

const idleTimeoutMs = 10_000;

/**
 * InfluxDB's own client, for the management of 2.x: buckets, mappings, tasks. `headers` are sent with each
 * request.
 */
export function openClient(
  { url, proxy, connections, secureContext, isInsecure }: InfluxConnection,
  headers: Record<string, string>,
): { client: InfluxDB; close: () => void } {
  const proxyEnv = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const agentOptions = { keepAlive: true, maxSockets: connections, ...proxyEnv };
  const tls = { secureContext, rejectUnauthorized: !isInsecure };
  const agent = url.startsWith('https:')
    ? new HttpsAgent({ ...agentOptions, ...tls })
    : new HttpAgent(agentOptions);
  const client = new InfluxDB({ url, timeout: idleTimeoutMs, headers, transportOptions: { agent } });
  return { client, close: () => agent.destroy() };
}
