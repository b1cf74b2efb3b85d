import { numberSources, type ReadKind, type StoredNumber } from '../../model/stored-numbers.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

export type LayoutTag = 'cluster' | 'node' | 'namespace' | 'pod' | 'container';

/** Where a schema stores what is read back. */
export interface ReadLayout {
  /** The names of tags. */
  readonly tags: Readonly<Record<LayoutTag, string>>;
  readonly measurements: Readonly<Record<ReadKind, readonly ReadMeasurement[]>>;
  readonly histories: Readonly<Record<HistoryOf, History>>;
  readonly volumes: Volumes;
  /** Where Heapster's metric `name` is stored; `undefined` where the schema does not have it. */
  readonly metric: (set: HeapsterType, name: string) => History | undefined;
  readonly metricNames: (set: HeapsterType) => string[];
  /** Whether all points of a run have the same time; otherwise sums over objects need aligned times. */
  readonly isOfMinute: boolean;
}

/** What is shown over time: CPU in cores, volumes in bytes. */
export type HistoryOf = 'nodes' | 'pods' | 'namespaces' | 'volumes';

/** A number of many objects over time. */
export interface History {
  readonly measurement: string;
  readonly field: string;
  /** `rate`: the increase of a counter per second. `gauge`: the number itself. */
  readonly how: 'rate' | 'gauge';
  readonly divideBy: number;
  readonly where?: Readonly<Record<string, string>>;
  /** The tags that identify an object. */
  readonly by: readonly string[];
  /** The prefix of the last tag's value in the database. */
  readonly prefix?: string;
  /** Series of one object that differ in these tags are summed. */
  readonly sumOver?: readonly string[];
}

/** Where volumes are stored. */
interface Volumes {
  readonly used: { readonly measurement: string; readonly field: string };
  readonly capacity: { readonly measurement: string; readonly field: string };
  readonly where: Readonly<Record<string, string>>;
  /** The tag with a volume's name, after `prefix`. */
  readonly volumeTag: string;
  readonly prefix: string;
  readonly claimTag: string | undefined;
}

/** Fields of one measurement. */
export interface ReadMeasurement {
  readonly measurement: string;
  /** Conditions by tag; one of several values. */
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  /** Numbers by field. */
  readonly fields: Readonly<Record<string, StoredNumber>>;
  /** It has sample times of its own: its newest values belong to the newest point. */
  readonly hasOwnTime?: true;
  /** The newest values that differ in this tag are summed. */
  readonly sumOver?: string;
}

/** Where a schema stores one number of a kind of objects. */
type NumberPlace = Omit<ReadMeasurement, 'fields'> & { readonly field: string };
type Sources = (typeof numberSources)[number][1];

/** The measurements to read for each kind; numbers of one measurement are read together. */
export function readMeasurements(
  placeOf: (source: Sources, kind: ReadKind) => NumberPlace | undefined,
): ReadLayout['measurements'] {
  const ofKind = (kind: ReadKind) => {
    const found = new Map<string, ReadMeasurement>();
    for (const [number, source] of numberSources) {
      const place = placeOf(source, kind);
      if (!place) continue;
      const { field, ...rest } = place;
      const fields = { ...found.get(rest.measurement)?.fields, [field]: number };
      found.set(rest.measurement, { ...rest, fields });
    }
    return [...found.values()];
  };
  return { nodes: ofKind('nodes'), pods: ofKind('pods') };
}
