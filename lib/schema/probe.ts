import { emptyLines, lineEncoder } from './encode.ts';
import { quotedText } from './influxql.ts';
import type { Measurement } from './measurement.ts';

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

/** A line to write, the question in InfluxQL that reads it back, and the value that should come. */
export function probePoint(clusterName: string, nowMs: number) {
  const lines = emptyLines();
  lineEncoder(heaplineProbe, new Set(), clusterName)({ value: nowMs }, nowMs, lines);
  return {
    line: lines.lines.join('\n'),
    question: `SELECT last(started_ms) FROM heapline_probe WHERE cluster = ${quotedText(clusterName)}`,
    value: nowMs,
  };
}
