import type { Lines } from '../encode.ts';
import { escapeFieldKey, escapeMeasurement } from '../line.ts';
import { measurementAndField } from './metric.ts';

/** One value of an object, as it is written. */
export interface Value {
  readonly name: string;
  readonly text: string;
  readonly sampleMs: number | undefined;
}

/** `cpu/usage,TAGS value=1i,sample_ms=2i TIME`. */
export function onePointEach(lines: Lines, tags: string, values: readonly Value[], timeMs: number): void {
  for (const { name, text, sampleMs } of values) {
    const sampleTime = sampleMs === undefined ? '' : `,sample_ms=${sampleMs}i`;
    lines.lines.push(`${escapeMeasurement(name)}${tags} value=${text}${sampleTime} ${timeMs}`);
    lines.values += sampleMs === undefined ? 1 : 2;
  }
}

/** `cpu,TAGS usage=1i,usage_rate=3i,sample_ms=2i TIME`: counters of one measurement were read at one time. */
export function fieldsOfOneMeasurement(
  lines: Lines,
  tags: string,
  values: readonly Value[],
  timeMs: number,
): void {
  const fieldSets = new Map<string, { fields: string; sampleMs: number | undefined }>();
  for (const { name, text, sampleMs } of values) {
    const { measurement, field } = measurementAndField(name);
    const known = fieldSets.get(measurement);
    const key = escapeFieldKey(field);
    // A user-defined metric may be called anything: InfluxDB has no field without a name, and none called time.
    if (key === '' || key === 'time') {
      lines.unwritable++;
      continue;
    }
    const written = `${key}=${text}`;
    fieldSets.set(measurement, {
      fields: known ? `${known.fields},${written}` : written,
      sampleMs: known?.sampleMs ?? sampleMs,
    });
    lines.values++;
  }
  for (const [measurement, { fields, sampleMs }] of fieldSets) {
    const sampleTime = sampleMs === undefined ? '' : `,sample_ms=${sampleMs}i`;
    lines.lines.push(`${escapeMeasurement(measurement)}${tags} ${fields}${sampleTime} ${timeMs}`);
    if (sampleMs !== undefined) lines.values++;
  }
}
