import type { Count } from '../../util/count.ts';
import { escapeFieldKey, escapeMeasurement } from '../line-encoder.ts';
import { countField, endLine, type Page, putBytes, putFloat, putInteger, startOf } from '../line-buffer.ts';
import { measurementAndField, type Metric } from './heapster-metric.ts';

/** A metric, and the name that it is written under. */
export type Written<Subject> = Pick<Metric<Subject>, 'type' | 'of' | 'sampleMs'> & { readonly written: Name };

/** Where a value goes, as it is written. */
interface Name {
  readonly measurement: string;
  readonly lineStart: Buffer;
  /** `undefined` where InfluxDB has no such field. */
  readonly fieldStart: Buffer | undefined;
}

/** A way of writing points: the names that metrics have in it, and which of them stand in one line. */
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

/** `cpu,TAGS usage=1i,usage_rate=3i,sample_ms=2i TIME`: counters of one measurement were read at one time. */
export const fieldsOfOneMeasurement: Form = {
  nameOf: (metric) => {
    const { measurement, field } = measurementAndField(metric);
    return nameOf(measurement, field);
  },
  linesOf: (metrics) => [...Map.groupBy(metrics, ({ written }) => written.measurement).values()],
};

/** One line with those of the metrics that the subject has; none where it has none of them. */
export function putPoint<Subject>(
  page: Page,
  tags: Buffer,
  metrics: readonly Written<Subject>[],
  subject: Subject,
  timeMs: number,
): void {
  const lineAt = page.at;
  let fieldsAt = lineAt;
  let readMs: number | undefined;
  for (const { written, type, of, sampleMs } of metrics) {
    const number = of(subject);
    if (number === undefined) continue;
    if (fieldsAt === lineAt) {
      putBytes(page, written.lineStart);
      putBytes(page, tags);
      fieldsAt = page.at;
    }
    if (putValue(page, written, type, number)) readMs ??= sampleMs?.(subject);
  }
  if (page.at === fieldsAt) {
    page.at = lineAt;
    return;
  }
  if (readMs !== undefined) putNumber(page, sampleTime, 'integer', readMs);
  endLine(page, fieldsAt, timeMs);
}

const sampleTime = Buffer.from(',sample_ms=');

function putValue(page: Page, { fieldStart }: Name, type: Type, number: Count): boolean {
  if (fieldStart === undefined) {
    page.unwritable++;
    return false;
  }
  return putNumber(
    page,
    fieldStart,
    type,
    type === 'integer' && typeof number === 'number' ? Math.trunc(number) : number,
  );
}

type Type = Metric<unknown>['type'];

function putNumber(page: Page, start: Buffer, type: Type, number: Count): boolean {
  const before = page.at;
  putBytes(page, start);
  const isWritten = type === 'integer' ? putInteger(page, number) : putFloat(page, Number(number));
  return countField(page, before, isWritten);
}

function nameOf(measurement: string, field: string): Name {
  const key = escapeFieldKey(field);
  return {
    measurement,
    lineStart: Buffer.from(escapeMeasurement(measurement)),
    // A user-defined metric may be called anything: there is no field without a name, and none called time.
    fieldStart: key === '' || key === 'time' ? undefined : startOf(key),
  };
}
