import type { Count } from '../../count.ts';
import type { Sample } from '../../model.ts';
import type { RollUp } from '../../roll-up.ts';
import { emptyLines, type Encoder, type Lines } from '../encode.ts';
import { floatValue, integerValue, tagPart } from '../line.ts';
import { customValues, otherRequests } from './dynamic-metrics.ts';
import { acceleratorFamily, diskFamily, filesystemFamily } from './labeled-metrics.ts';
import { type LabeledFamily, type Metric, setTypes } from './metric.ts';
import { sampleMetrics } from './metrics.ts';
import { fieldsOfOneMeasurement, onePointEach, type Value } from './points.ts';
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
  const addPoints = options.hasFields ? fieldsOfOneMeasurement : onePointEach;

  const metricsOfSets = Object.fromEntries(
    Object.values(setTypes).map((set) => [set, sampleMetrics.filter(({ sets }) => sets.includes(set))]),
  );

  const addSample = (sample: Sample, lines: Lines) => {
    const set = setTypes[sample.kind];
    const tags = tagsOf(sample);
    const values: Value[] = [];
    for (const metric of metricsOfSets[set] ?? []) addValue(values, metric, sample, lines);
    for (const metric of otherRequests(sample)) addValue(values, metric, sample, lines);
    for (const metric of customValues(sample)) addValue(values, metric, sample, lines);
    addPoints(lines, tags, values, runMinuteMs);
    for (const { items, tags: itemTags, metrics } of labeledFamilies)
      for (const item of items(sample)) {
        const labeled: Value[] = [];
        for (const metric of metrics) if (metric.sets.includes(set)) addValue(labeled, metric, item, lines);
        const ownTags = itemTags.map(({ name, of }) => tagPart(name, of(item) ?? '')).join('');
        addPoints(lines, tags + ownTags, labeled, runMinuteMs);
      }
  };

  const addRollUp = (rollUp: RollUp, lines: Lines) => {
    const { namespace, shard } = rollUp;
    const tags =
      tagPart('cluster_name', clusterName) +
      (namespace === undefined
        ? tagPart('type', 'cluster')
        : tagPart('namespace_name', namespace) + tagPart('type', 'ns')) +
      (shard === undefined ? '' : tagPart('shard', shard));
    const values: Value[] = [];
    for (const metric of rollUpMetrics) addValue(values, metric, rollUp, lines);
    addPoints(lines, tags, values, runMinuteMs);
  };

  return {
    samples: (samples) => {
      const lines = emptyLines();
      for (const sample of samples) addSample(sample, lines);
      return lines;
    },
    rollUps: (rollUps) => {
      const lines = emptyLines();
      for (const rollUp of rollUps) addRollUp(rollUp, lines);
      return lines;
    },
  };
}

function addValue<Subject>(
  values: Value[],
  { name, type, of, sampleMs }: Pick<Metric<Subject>, 'name' | 'type' | 'of' | 'sampleMs'>,
  subject: Subject,
  lines: Lines,
): void {
  const number = of(subject);
  if (number === undefined) return;
  const text = type === 'integer' ? integerText(number) : floatValue(Number(number));
  if (text === undefined) lines.unwritable++;
  else values.push({ name, text, sampleMs: sampleMs?.(subject) });
}

function integerText(number: Count): string | undefined {
  return integerValue(typeof number === 'bigint' ? number : Math.trunc(number));
}
