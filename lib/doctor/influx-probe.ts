import type { InfluxSettings } from '../influx/destination.ts';
import type { Transport } from '../influx/transport.ts';

/** What it takes to look at an InfluxDB. */
export interface InfluxProbe {
  readonly settings: InfluxSettings;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** A line that can be written again and again, and what reads its value back. */
  readonly probe: { readonly line: Buffer; readonly question: string; readonly value: number };
}
