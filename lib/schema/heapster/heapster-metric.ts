import type { Count } from '../../util/count.ts';
import type { Sample, SampleKind } from '../../model/sample.ts';
import type { SetType } from '../../model/stored-points.ts';

export const setTypes: Readonly<Record<SampleKind, SetType>> = {
  node: 'node',
  pod: 'pod',
  container: 'pod_container',
  systemContainer: 'sys_container',
};

/** What is made of the set that samples of a kind are in. */
export function ofEachKind<Made>(make: (set: SetType) => Made): Readonly<Record<SampleKind, Made>> {
  return {
    node: make(setTypes.node),
    pod: make(setTypes.pod),
    container: make(setTypes.container),
    systemContainer: make(setTypes.systemContainer),
  };
}

/** Whatever kubelets tell of. */
export const measuredSets: readonly SetType[] = ['node', 'pod', 'pod_container', 'sys_container'];
/** Nodes, and what is placed on them. */
export const placedSets: readonly SetType[] = ['node', 'pod', 'pod_container'];

/** A metric of Heapster's, declared once: the encoders write by it and METRICS.md is generated from it. Names are public. */
export interface Metric<Subject> {
  /** As `cpu/usage_rate`. */
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly sets: readonly SetType[];
  readonly type: 'integer' | 'float';
  /** It only grows, though Heapster stored it as a gauge: no rate is made from it. */
  readonly isCumulative?: true;
  readonly of: (subject: Subject) => Count | undefined;
  /** Of a counter: when it was read. The point itself carries the run's minute, and rates need the true time. */
  readonly sampleMs?: (subject: Subject) => number | undefined;
}

/** Metrics with a value for each of several things of an object, and the tags that tell the things apart. */
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
    sets: readonly SetType[],
    help: string,
    of: Metric<Subject>['of'],
  ): Metric<Subject> => ({ type, name, unit, sets, help, of });
}

/** How `heapster-fields` splits a name: `cpu/usage_rate` is the field `usage_rate` of `cpu`, `uptime` the field `value`. */
export function measurementAndField(name: string): { measurement: string; field: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { measurement: name, field: 'value' }
    : { measurement: name.slice(0, slash), field: name.slice(slash + 1) };
}
