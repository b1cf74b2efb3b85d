import type { Count } from '../../util/count.ts';
import { escapeFieldKey, escapeMeasurement } from '../line-encoder.ts';
import {
  countField,
  endLine,
  type LineBuffer,
  putBytes,
  putFloat,
  putInteger,
  startOf,
} from '../line-buffer.ts';
import { measurementAndField, type Metric } from './heapster-metric.ts';

/** A metric and the name that it is written under. */
export type Written<Subject> = Pick<Metric<Subject>, 'type' | 'of' | 'sampleMs'> & { readonly written: Name };

/** Where a value is written. */
interface Name {
  readonly measurement: string;
  readonly lineStart: Buffer;
  /** `undefined` where InfluxDB cannot have such a field. */
  readonly fieldStart: Buffer | undefined;
}

/** A form of points: how metrics are named, and which share a line. */
interface Form {
  readonly nameOf: (metric: string) => Name;
  readonly linesOf: <Subject>(
    metrics: readonly Written<Subject>[],
  ) => readonly (readonly Written<Subject>[])[];
}

/** `cpu/usage,TAGS value=1i,sample_ms=2i TIME`. */
export const onePointEach: Form = {
  nameOf: (metric) => nameOf(metric, 'value'),
  linesOf: (metrics) => metrics.map((metric) => [metric]),
};

/** `cpu,TAGS usage=1i,usage_rate=3i,sample_ms=2i TIME`: counters of one measurement have one sample time. */
export const fieldsOfOneMeasurement: Form = {
  nameOf: (metric) => {
    const { measurement, field } = measurementAndField(metric);
    return nameOf(measurement, field);
  },
  linesOf: (metrics) => [...Map.groupBy(metrics, ({ written }) => written.measurement).values()],
};

/** Appends a line with the metrics that the subject has, if any. */
export function putPoint<Subject>(
  buffer: LineBuffer,
  tags: Buffer,
  metrics: readonly Written<Subject>[],
  subject: Subject,
  timeMs: number,
): void {
  const lineAt = buffer.at;
  let fieldsAt = lineAt;
  let readMs: number | undefined;
  for (const { written, type, of, sampleMs } of metrics) {
    const number = of(subject);
    if (number === undefined) continue;
    if (fieldsAt === lineAt) {
      putBytes(buffer, written.lineStart);
      putBytes(buffer, tags);
      fieldsAt = buffer.at;
    }
    if (putValue(buffer, written, type, number)) readMs ??= sampleMs?.(subject);
  }
  if (buffer.at === fieldsAt) {
    buffer.at = lineAt;
    return;
  }
  if (readMs !== undefined) putNumber(buffer, sampleTime, 'integer', readMs);
  endLine(buffer, fieldsAt, timeMs);
}

const sampleTime = Buffer.from(',sample_ms=');

function putValue(buffer: LineBuffer, { fieldStart }: Name, type: Type, number: Count): boolean {
  if (fieldStart === undefined) {
    buffer.unwritable++;
    return false;
  }
  return putNumber(
    buffer,
    fieldStart,
    type,
    type === 'integer' && typeof number === 'number' ? Math.trunc(number) : number,
  );
}

type Type = Metric<unknown>['type'];

function putNumber(buffer: LineBuffer, start: Buffer, type: Type, number: Count): boolean {
  const before = buffer.at;
  putBytes(buffer, start);
  const isWritten = type === 'integer' ? putInteger(buffer, number) : putFloat(buffer, Number(number));
  return countField(buffer, before, isWritten);
}

function nameOf(measurement: string, field: string): Name {
  const key = escapeFieldKey(field);
  return {
    measurement,
    lineStart: Buffer.from(escapeMeasurement(measurement)),
    // A user-defined metric may have any name, but a field cannot be empty, nor called time.
    fieldStart: key === '' || key === 'time' ? undefined : startOf(key),
  };
}
