/**
 * One query of a panel, declared once: the InfluxQL is made from it, and a test computes its result from the
 * simulator's numbers.
 */
export interface Shown {
  readonly measurement: string;
  readonly field: string;
  /** `rate`: the increase of a counter per second between samples. `gauge`: the number itself. */
  readonly how: 'rate' | 'gauge';
  /** The tags that identify an object. */
  readonly of: readonly string[];
  /** One line for each value of these tags; without it, a single line. Objects of a line are summed. */
  readonly by?: readonly string[];
  /** Conditions by tag: `$node` the variable's, `*` any, `''` none, else this value. */
  readonly where?: Readonly<Record<string, string>>;
  /** A field of the same object to divide by. */
  readonly over?: string;
  readonly divideBy?: number;
  /** How to combine several samples in a step; the default is the mean, which would hide a single failure. */
  readonly pick?: 'max' | 'min';
  /** A line's name; `[[tag_node]]` is a tag. */
  readonly legend: string;
  /** Only the newest number of each object. */
  readonly isNewest?: true;
}

/** The tags of this query's lines. */
export function linesOf({ of, by }: Shown): readonly string[] {
  return by ?? of;
}

/** Whether a line is a sum over objects, as over shards. */
export function isSum(shown: Shown): boolean {
  return linesOf(shown).length < shown.of.length;
}

/**
 * The shortest step of a line. A sum needs a sample of each object in every step; they arrive once a minute,
 * at any second. Roll-ups are at the full minute.
 */
export function leastStepMinutes(shown: Shown): number {
  const isOfMinute = ['kube_cluster', 'kube_namespace'].includes(shown.measurement);
  return isSum(shown) && !isOfMinute ? 2 : 1;
}

export interface Panel {
  readonly title: string;
  readonly kind: 'lines' | 'stack' | 'number' | 'table';
  /** @see https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  readonly unit: string;
  readonly shown: readonly Shown[];
  readonly description?: string;
  /** Orange and red thresholds. */
  readonly limits?: readonly [warning: number, danger: number];
  readonly most?: number;
  /** Of a dashboard's 24 columns. */
  readonly width?: number;
  /** Text for numbers. */
  readonly words?: Readonly<Record<number, string>>;
}

export type Variable = 'node' | 'namespace' | 'workload' | 'pod' | 'container';

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}
