import type { Count } from '../../util/count.ts';
import type { Sample, SampleKind } from '../../model/sample.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

export const setTypes: Readonly<Record<SampleKind, HeapsterType>> = {
  node: 'node',
  pod: 'pod',
  container: 'pod_container',
  systemContainer: 'sys_container',
};

/** Makes a value for the type of each kind of sample. */
export function ofEachKind<Made>(make: (set: HeapsterType) => Made): Readonly<Record<SampleKind, Made>> {
  return {
    node: make(setTypes.node),
    pod: make(setTypes.pod),
    container: make(setTypes.container),
    systemContainer: make(setTypes.systemContainer),
  };
}

/** Everything that kubelets report. */
export const measuredSets: readonly HeapsterType[] = ['node', 'pod', 'pod_container', 'sys_container'];
/** Nodes, and what is scheduled to them. */
export const placedSets: readonly HeapsterType[] = ['node', 'pod', 'pod_container'];

/**
 * A metric of Heapster's, declared once: the encoders and METRICS.md are made from it. Names are public API.
 */
export interface Metric<Subject> {
  /** As `cpu/usage_rate`. */
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly sets: readonly HeapsterType[];
  readonly type: 'integer' | 'float';
  /** A counter that Heapster stored as a gauge: no rate is made from it. */
  readonly isCumulative?: true;
  readonly of: (subject: Subject) => Count | undefined;
  /** For a counter: its sample time. The point has the run's minute, and rates need the exact time. */
  readonly sampleMs?: (subject: Subject) => number | undefined;
}

/** Metrics with several values for one object, and the tags of each value. */
export interface LabeledFamily<Item> {
  readonly items: (sample: Sample) => readonly Item[];
  readonly tags: readonly { readonly name: string; readonly of: (item: Item) => string | undefined }[];
  readonly metrics: readonly Metric<Item>[];
}

export const integer = declaredAs('integer');
export const float = declaredAs('float');

function declaredAs(type: 'integer' | 'float') {
  return <Subject>(
    name: string,
    unit: string,
    sets: readonly HeapsterType[],
    help: string,
    of: Metric<Subject>['of'],
  ): Metric<Subject> => ({ type, name, unit, sets, help, of });
}

/**
 * How `heapster-fields` splits a name: `cpu/usage_rate` is field `usage_rate` of `cpu`, `uptime` is field
 * `value`.
 */
export function measurementAndField(name: string): { measurement: string; field: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { measurement: name, field: 'value' }
    : { measurement: name.slice(0, slash), field: name.slice(slash + 1) };
}
