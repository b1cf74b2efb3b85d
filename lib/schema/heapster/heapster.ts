import type { Sample } from '../../model.ts';
import type { RollUp } from '../../roll-up.ts';
import type { SetType } from '../../set-type.ts';
import type { Encoder } from '../encode.ts';
import { tagPart } from '../line.ts';
import { newPage, written } from '../page.ts';
import { customValues, otherRequests } from './dynamic-metrics.ts';
import { acceleratorFamily, diskFamily, filesystemFamily } from './labeled-metrics.ts';
import { type LabeledFamily, type Metric, setTypes } from './metric.ts';
import { sampleMetrics } from './metrics.ts';
import { fieldsOfOneMeasurement, type Name, onePointEach, type Value } from './points.ts';
import { rollUpMetrics } from './roll-up-metrics.ts';
import { type LabelRules, tagWriter } from './tags.ts';

/** Every metric with a name of its own, for METRICS.md. */
export const labeledFamilies = [
  filesystemFamily,
  diskFamily,
  acceleratorFamily,
] as readonly unknown[] as readonly LabeledFamily<unknown>[];

/**
 * Heapster's own schemas: a measurement for each metric with the field `value`, or (`hasFields`, Heapster's
 * `withfields=true`) a measurement for each group of metrics, all values of an object in one line. Every point carries
 * the run's minute.
 */
export function heapsterEncoder(options: {
  readonly clusterName: string;
  readonly hasFields: boolean;
  readonly runMinuteMs: number;
  readonly labels: LabelRules;
}): Encoder {
  const { clusterName, runMinuteMs } = options;
  const tagsOf = tagWriter(clusterName, options.labels);
  const { nameOf, addPoints } = options.hasFields ? fieldsOfOneMeasurement : onePointEach;
  const named = <Subject>(metric: Metric<Subject>) => ({ ...metric, written: nameOf(metric.name) });
  const metricsOf = (set: SetType) => {
    const own = <Subject>(metrics: readonly Metric<Subject>[]) =>
      metrics.filter(({ sets }) => sets.includes(set)).map(named);
    const families = labeledFamilies.map((family) => ({ ...family, metrics: own(family.metrics) }));
    return { single: own(sampleMetrics), families };
  };
  const bySet = new Map(Object.values(setTypes).map((set) => [set, metricsOf(set)]));
  const summed = rollUpMetrics.map(named);
  const page = newPage();

  const addSample = (sample: Sample) => {
    const { single = [], families = [] } = bySet.get(setTypes[sample.kind]) ?? {};
    const tags = tagsOf(sample);
    const values = valuesOf(single, sample);
    const others = [...otherRequests(sample), ...customValues(sample)];
    for (const metric of others) addValue(values, { ...metric, written: nameOf(metric.name) }, sample);
    addPoints(page, Buffer.from(tags), values, runMinuteMs);
    for (const { items, tags: itemTags, metrics } of families)
      for (const item of items(sample)) {
        const ownTags = itemTags.map(({ name, of }) => tagPart(name, of(item) ?? '')).join('');
        addPoints(page, Buffer.from(tags + ownTags), valuesOf(metrics, item), runMinuteMs);
      }
  };

  const addRollUp = (rollUp: RollUp) => {
    const { namespace, shard } = rollUp;
    const tags =
      tagPart('cluster_name', clusterName) +
      (namespace === undefined
        ? tagPart('type', 'cluster')
        : tagPart('namespace_name', namespace) + tagPart('type', 'ns')) +
      (shard === undefined ? '' : tagPart('shard', shard));
    addPoints(page, Buffer.from(tags), valuesOf(summed, rollUp), runMinuteMs);
  };

  return {
    samples: (samples) => written(page, () => samples.forEach(addSample)),
    rollUps: (rollUps) => written(page, () => rollUps.forEach(addRollUp)),
  };
}

type Written<Subject> = Pick<Metric<Subject>, 'type' | 'of' | 'sampleMs'> & { readonly written: Name };

function valuesOf<Subject>(metrics: readonly Written<Subject>[], subject: Subject): Value[] {
  const values: Value[] = [];
  for (const metric of metrics) addValue(values, metric, subject);
  return values;
}

function addValue<Subject>(
  values: Value[],
  { written: name, type, of, sampleMs }: Written<Subject>,
  subject: Subject,
): void {
  const given = of(subject);
  if (given === undefined) return;
  const number = type === 'integer' && typeof given === 'number' ? Math.trunc(given) : given;
  values.push({ name, type, number, sampleMs: sampleMs?.(subject) });
}
