import type { Count } from '../../count.ts';
import { escapeFieldKey, escapeMeasurement } from '../line.ts';
import { countField, endLine, type Page, putBytes, putFloat, putInteger } from '../page.ts';
import { measurementAndField } from './metric.ts';

/** One value of an object. */
export interface Value {
  readonly name: Name;
  readonly type: 'integer' | 'float';
  readonly number: Count;
  readonly sampleMs: number | undefined;
}

/** Where a value goes, as it is written. */
export interface Name {
  readonly measurement: string;
  readonly lineStart: Buffer;
  /** `undefined` where InfluxDB has no such field. */
  readonly fieldStart: Buffer | undefined;
}

/** A way of writing points, and the names that values have in it. */
interface Form {
  readonly nameOf: (metric: string) => Name;
  readonly addPoints: (page: Page, tags: Buffer, values: readonly Value[], timeMs: number) => void;
}

/** `cpu/usage,TAGS value=1i,sample_ms=2i TIME`. */
export const onePointEach: Form = {
  nameOf: (metric) => nameOf(metric, 'value'),
  addPoints: (page, tags, values, timeMs) => {
    for (const value of values) putPoint(page, tags, [value], timeMs);
  },
};

/** `cpu,TAGS usage=1i,usage_rate=3i,sample_ms=2i TIME`: counters of one measurement were read at one time. */
export const fieldsOfOneMeasurement: Form = {
  nameOf: (metric) => {
    const { measurement, field } = measurementAndField(metric);
    return nameOf(measurement, field);
  },
  addPoints: (page, tags, values, timeMs) => {
    const points = new Map<string, Value[]>();
    for (const value of values) {
      const { measurement } = value.name;
      const known = points.get(measurement);
      if (known) known.push(value);
      else points.set(measurement, [value]);
    }
    for (const point of points.values()) putPoint(page, tags, point, timeMs);
  },
};

function nameOf(measurement: string, field: string): Name {
  const key = escapeFieldKey(field);
  return {
    measurement,
    lineStart: Buffer.from(escapeMeasurement(measurement)),
    // A user-defined metric may be called anything: there is no field without a name, and none called time.
    fieldStart: key === '' || key === 'time' ? undefined : Buffer.from(`,${key}=`),
  };
}

function putPoint(page: Page, tags: Buffer, values: readonly Value[], timeMs: number): void {
  const lineAt = page.at;
  const [first] = values;
  if (!first) return;
  putBytes(page, first.name.lineStart);
  putBytes(page, tags);
  const fieldsAt = page.at;
  let sampleMs: number | undefined;
  for (const value of values) if (putValue(page, value)) sampleMs ??= value.sampleMs;
  if (page.at === fieldsAt) {
    page.at = lineAt;
    return;
  }
  if (sampleMs !== undefined) putNumber(page, sampleTime, 'integer', sampleMs);
  endLine(page, fieldsAt, timeMs);
}

const sampleTime = Buffer.from(',sample_ms=');

function putValue(page: Page, { name, type, number }: Value): boolean {
  if (name.fieldStart !== undefined) return putNumber(page, name.fieldStart, type, number);
  page.unwritable++;
  return false;
}

function putNumber(page: Page, start: Buffer, type: Value['type'], number: Count): boolean {
  const before = page.at;
  putBytes(page, start);
  const isWritten = type === 'integer' ? putInteger(page, number) : putFloat(page, Number(number));
  return countField(page, before, isWritten);
}
