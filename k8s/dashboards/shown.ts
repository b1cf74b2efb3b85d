/**
 * What one query of a panel shows, declared once: the query is made of it, and a test works it out anew from what the
 * kubelets said.
 */
export interface Shown {
  readonly measurement: string;
  readonly field: string;
  /** `rate`: what a counter grew by a second, between one sample and the next. `gauge`: the number as it stands. */
  readonly how: 'rate' | 'gauge';
  /** The tags that tell one object from another. */
  readonly of: readonly string[];
  /** A line for each of these tags' values; without one, one line for all. Objects of one line are added up. */
  readonly by?: readonly string[];
  /** Which objects, by tag: `$node` those that the variable chooses, `*` those that have the tag, `''` those without, else the value. */
  readonly where?: Readonly<Record<string, string>>;
  /** A field of the same object that it is shown as a share of. */
  readonly over?: string;
  readonly divideBy?: number;
  /** Of several samples in one step; the mean where nothing is said, which would hide a failure among successes. */
  readonly pick?: 'max' | 'min';
  /** The name of a line, `[[tag_node]]` standing for a tag. */
  readonly legend: string;
  /** Only the newest number of each object. */
  readonly isNewest?: true;
}

/** The tags that a line of this query has. */
export function linesOf({ of, by }: Shown): readonly string[] {
  return by ?? of;
}

/** Whether a line is a sum over objects, as over the shards of a run. */
export function isSum(shown: Shown): boolean {
  return linesOf(shown).length < shown.of.length;
}

/**
 * The shortest step of a line. A sum needs a sample of each object in every step, and they come once a minute, at any second
 * of it; but for the sums of namespaces and the cluster, which stand at the minute itself.
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
  /** From these on it is orange, and red. */
  readonly limits?: readonly [warning: number, danger: number];
  readonly most?: number;
  /** Of the 24 columns that a dashboard has. */
  readonly width?: number;
  /** Words instead of numbers. */
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
