import { lineEncoder } from './encoder.ts';
import { quotedText } from './influxql.ts';
import type { Measurement } from './measurement.ts';
import { newPage, written } from './line-buffer.ts';

interface Probe {
  readonly value: number;
}

/** What the doctor writes to see whether writing works. */
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

/** The bytes of a line to write, the question in InfluxQL that reads it back, and the value that should come. */
export function probePoint(clusterName: string, nowMs: number) {
  const page = newPage();
  const encode = lineEncoder(heaplineProbe, new Set(), clusterName);
  return {
    line: written(page, () => encode({ value: nowMs }, nowMs, page)).bytes,
    question: `SELECT last(started_ms) FROM heapline_probe WHERE cluster = ${quotedText(clusterName)}`,
    value: nowMs,
  };
}
