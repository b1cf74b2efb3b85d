import { openTransport, type Transport } from '../../lib/influx/transport.ts';

/** A plain way to an InfluxDB without authentication. */
export function transportTo(url: string): Transport {
  return openTransport({
    url,
    authorization: () => undefined,
    proxy: undefined,
    connections: 1,
    secureContext: undefined,
    isInsecure: false,
    now: Date.now,
  });
}
