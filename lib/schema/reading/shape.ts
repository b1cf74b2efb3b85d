/** The kinds of things that are read back: nodes, and the containers of pods. */
export type ReadKind = 'nodes' | 'pods';

/** A number of a look. */
export type ReadNumber =
  | 'sampleMs'
  | 'usageCoreNanoSeconds'
  | 'workingSetBytes'
  | 'swapBytes'
  | 'ephemeralStorageBytes'
  | 'startTimeMs';

export type ShapeTag = 'cluster' | 'node' | 'namespace' | 'pod' | 'container';

/** Where a schema keeps what is read back. */
export interface Shape {
  /** The names of tags. */
  readonly tags: Readonly<Record<ShapeTag, string>>;
  readonly parts: Readonly<Record<ReadKind, readonly Part[]>>;
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
