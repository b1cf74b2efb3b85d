import { lineEncoder } from './encoder.ts';
import { quotedText } from './influxql.ts';
import type { Measurement } from './measurement.ts';
import { newLineBuffer, written } from './line-buffer.ts';

interface Probe {
  readonly value: number;
}

/** The point that the doctor writes to test the database. */
export const heaplineProbe: Measurement<Probe, Probe> = {
  name: 'heapline_probe',
  help: 'What `heapline doctor` writes and reads back; a scrape writes none.',
  items: (probe) => [probe],
  timeMs: () => undefined,
  timeHelp: 'when the doctor was asked',
  tags: [],
  fields: [
    {
      type: 'integer',
      name: 'started_ms',
      unit: 'ms',
      help: 'when the doctor was asked',
      of: ({ value }) => value,
    },
  ],
};

/** The line to write, the InfluxQL that reads it back, and the expected value. */
export function probePoint(clusterName: string, nowMs: number) {
  const buffer = newLineBuffer();
  const encode = lineEncoder(heaplineProbe, new Set(), clusterName);
  return {
    line: written(buffer, () => encode({ value: nowMs }, nowMs, buffer)).bytes,
    question: `SELECT last(started_ms) FROM heapline_probe WHERE cluster = ${quotedText(clusterName)}`,
    value: nowMs,
  };
}
