import type { SetType } from '../../model/stored-points.ts';
/** The kinds of things that are read back: nodes, and the containers of pods. */
export type ReadKind = 'nodes' | 'pods';

/** A number of a look. */
export type ReadNumber =
  | 'sampleMs'
  | 'usageCoreNanoSeconds'
  | 'workingSetBytes'
  | 'swapBytes'
  | 'ephemeralStorageBytes'
  | 'startTimeMs'
  | 'allocatableMillicores'
  | 'allocatableBytes';

export type ShapeTag = 'cluster' | 'node' | 'namespace' | 'pod' | 'container';

/** Where a schema keeps what is read back. */
export interface Shape {
  /** The names of tags. */
  readonly tags: Readonly<Record<ShapeTag, string>>;
  readonly parts: Readonly<Record<ReadKind, readonly Part[]>>;
  readonly histories: Readonly<Record<HistoryOf, History>>;
  readonly volumes: Volumes;
  /** Where what Heapster called `name` is of a set; `undefined` where there is no such thing. */
  readonly metric: (set: SetType, name: string) => History | undefined;
  readonly metricNames: (set: SetType) => string[];
  /** Whether all points of a run carry the same minute; else numbers of several objects have to be brought to one time. */
  readonly isOfMinute: boolean;
}

/** What is drawn over time: CPU in cores, of volumes bytes. */
export type HistoryOf = 'nodes' | 'pods' | 'namespaces' | 'volumes';

/** A number of many objects over time. */
export interface History {
  readonly measurement: string;
  readonly field: string;
  /** `rate`: what a counter grew by a second. `gauge`: the number as it stands. */
  readonly how: 'rate' | 'gauge';
  readonly divideBy: number;
  readonly where?: Readonly<Record<string, string>>;
  /** The tags that tell objects apart. */
  readonly by: readonly string[];
  /** What stands before the last of these in the database. */
  readonly prefix?: string;
  /** Series of one object that differ in these tags are added up. */
  readonly addedOver?: readonly string[];
}

/** Where volumes are: their space, and what tells them apart. */
interface Volumes {
  readonly used: { readonly measurement: string; readonly field: string };
  readonly capacity: { readonly measurement: string; readonly field: string };
  readonly where: Readonly<Record<string, string>>;
  /** The tag that holds a volume’s name, behind `prefix`. */
  readonly volumeTag: string;
  readonly prefix: string;
  readonly claimTag: string | undefined;
}

/** Some fields of one measurement. */
export interface Part {
  readonly measurement: string;
  /** By tag; of several values one. */
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  /** Which field is which number. */
  readonly fields: Readonly<Record<string, ReadNumber>>;
  /** It is measured at times of its own: its newest numbers belong to the newest look. */
  readonly isApart?: true;
  /** Newest numbers that differ in this tag are added up. */
  readonly addedOver?: string;
}
