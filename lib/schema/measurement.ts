import type { Count } from '../util/count.ts';
import type { Group } from '../model/metric-groups.ts';

/**
 * A measurement, declared once: the encoder writes by it and METRICS.md is generated from it. Its names are public.
 *
 * `Source` is what one call of the encoder is given (a sample, a report); `Item` is what becomes one line.
 */
export interface Measurement<Source, Item> {
  readonly name: string;
  readonly help: string;
  readonly items: (source: Source) => readonly Item[];
  /** Milliseconds; where it gives `undefined` the run's serves. */
  readonly timeMs: (item: Item, source: Source) => number | undefined;
  /** What the time is, for the reader of METRICS.md. */
  readonly timeHelp: string;
  /** The groups that this measurement's lines may belong to, where its fields do not say; one of them a line. */
  readonly lineGroup?: {
    readonly of: (item: Item, source: Source) => Group;
    readonly oneOf: readonly Group[];
  };
  /** In the order of their names, as InfluxDB stores them. */
  readonly tags: readonly Tag<Source, Item>[];
  /** Tags whose names are data; they follow the declared ones. */
  readonly furtherTags?: {
    readonly help: string;
    readonly of: (item: Item, source: Source) => Readonly<Record<string, string>>;
  };
  readonly fields: readonly Field<Source, Item>[];
}

export interface Tag<Source, Item> {
  readonly name: string;
  readonly help: string;
  readonly of: (item: Item, source: Source) => string | undefined;
}

interface FieldBase {
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  /** It only grows, until the object starts anew: what is kept of a span of time is the last value, not the mean. */
  readonly isCumulative?: true;
  /** Without one the field is written whenever its line is. */
  readonly group?: Group | undefined;
}

export type Field<Source, Item> = FieldBase &
  (
    | { readonly type: 'integer'; readonly of: (item: Item, source: Source) => Count | undefined }
    | { readonly type: 'float'; readonly of: (item: Item, source: Source) => number | undefined }
    | { readonly type: 'string'; readonly of: (item: Item, source: Source) => string | undefined }
  );

/** The same field, as one that only grows. */
export function cumulative<Source, Item>(field: Field<Source, Item>): Field<Source, Item> {
  return { ...field, isCumulative: true };
}
