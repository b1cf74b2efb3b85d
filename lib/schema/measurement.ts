import type { Count } from '../util/count.ts';
import type { Group } from '../model/metric-groups.ts';

/**
 * A measurement, declared once: the encoder and METRICS.md are made from it. Its names are public API.
 *
 * `Source` is the input of one encoder call (a sample, a report); each `Item` becomes a line.
 */
export interface Measurement<Source, Item> {
  readonly name: string;
  readonly help: string;
  readonly items: (source: Source) => readonly Item[];
  /** Milliseconds; `undefined` for the run's time. */
  readonly timeMs: (item: Item, source: Source) => number | undefined;
  /** The meaning of the time, for METRICS.md. */
  readonly timeHelp: string;
  /** The group of each line, where it does not depend on the field. */
  readonly lineGroup?: {
    readonly of: (item: Item, source: Source) => Group;
    readonly oneOf: readonly Group[];
  };
  /** Sorted by name, as InfluxDB stores them. */
  readonly tags: readonly Tag<Source, Item>[];
  /** Tags with names from data; they follow the declared ones. */
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
  /** A counter: downsampling keeps its last value, not the mean. */
  readonly isCumulative?: true;
  /** Without a group the field is in every line. */
  readonly group?: Group | undefined;
}

export type Field<Source, Item> = FieldBase &
  (
    | { readonly type: 'integer'; readonly of: (item: Item, source: Source) => Count | undefined }
    | { readonly type: 'float'; readonly of: (item: Item, source: Source) => number | undefined }
    | { readonly type: 'string'; readonly of: (item: Item, source: Source) => string | undefined }
  );

/** Marks a field as a counter. */
export function cumulative<Source, Item>(field: Field<Source, Item>): Field<Source, Item> {
  return { ...field, isCumulative: true };
}
