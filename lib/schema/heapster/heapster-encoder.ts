import type { Sample } from '../../model/sample.ts';
import type { RollUp } from '../../model/roll-up.ts';
import type { Encoder } from '../encoder.ts';
import { tagPart } from '../line-encoder.ts';
import { newLineBuffer, putTag, putText, withStarts, written } from '../line-buffer.ts';
import { customValues, otherRequests } from './dynamic-metrics.ts';
import { acceleratorFamily, diskFamily, filesystemFamily } from './labeled-metrics.ts';
import { type LabeledFamily, type Metric, ofEachKind } from './heapster-metric.ts';
import { sampleMetrics } from './object-metrics.ts';
import { fieldsOfOneMeasurement, onePointEach, putPoint, type Written } from './heapster-points.ts';
import { rollUpMetrics } from './roll-up-metrics.ts';
import { type LabelRules, tagWriter } from './heapster-tags.ts';

/** Metrics with several values for one object, each with its own tag. */
export const labeledFamilies = [
  filesystemFamily,
  diskFamily,
  acceleratorFamily,
] as readonly unknown[] as readonly LabeledFamily<unknown>[];

/**
 * Heapster's schemas: one measurement for each metric with the field `value`, or, with `hasFields`
 * (Heapster's `withfields=true`), one for each group of metrics with all values in one line. Every point has
 * the run's minute.
 */
export function heapsterEncoder(options: {
  readonly clusterName: string;
  readonly hasFields: boolean;
  readonly runMinuteMs: number;
  readonly labels: LabelRules;
}): Encoder {
  const { clusterName, runMinuteMs } = options;
  const putTags = tagWriter(clusterName, options.labels);
  const { nameOf, linesOf } = options.hasFields ? fieldsOfOneMeasurement : onePointEach;
  const named = <Metric extends { readonly name: string }>(metric: Metric) => ({
    ...metric,
    written: nameOf(metric.name),
  });
  const metricsOf = ofEachKind((set) => {
    const own = <Subject>(metrics: readonly Metric<Subject>[]) =>
      metrics.filter(({ sets }) => sets.includes(set)).map(named);
    const single = own(sampleMetrics);
    const families = labeledFamilies.map(({ items, tags, metrics }) => ({
      items,
      tags: withStarts(tags),
      lines: linesOf(own(metrics)),
    }));
    return { single, lines: linesOf(single), families };
  });
  const summed = linesOf(rollUpMetrics.map(named));
  const buffer = newLineBuffer();
  const tags = newLineBuffer();

  const addSample = (sample: Sample) => {
    const own = metricsOf[sample.kind];
    tags.at = 0;
    putTags(tags, sample);
    const tagsEnd = tags.at;
    const others = [...otherRequests(sample), ...customValues(sample)];
    addPoints(others.length === 0 ? own.lines : linesOf([...own.single, ...others.map(named)]), sample);
    for (const family of own.families)
      for (const item of family.items(sample)) {
        tags.at = tagsEnd;
        for (const { name, start, of } of family.tags) putTag(tags, name, start, of(item) ?? '');
        addPoints(family.lines, item);
      }
  };

  const addRollUp = (rollUp: RollUp) => {
    const { namespace, shard } = rollUp;
    const itsTags =
      tagPart('cluster_name', clusterName) +
      (namespace === undefined
        ? tagPart('type', 'cluster')
        : tagPart('namespace_name', namespace) + tagPart('type', 'ns')) +
      (shard === undefined ? '' : tagPart('shard', shard));
    tags.at = 0;
    putText(tags, itsTags);
    addPoints(summed, rollUp);
  };

  const addPoints = <Subject>(lines: readonly (readonly Written<Subject>[])[], subject: Subject) => {
    const itsTags = tags.bytes.subarray(0, tags.at);
    for (const metrics of lines) putPoint(buffer, itsTags, metrics, subject, runMinuteMs);
  };

  return {
    samples: (samples) => written(buffer, () => samples.forEach(addSample)),
    rollUps: (rollUps) => written(buffer, () => rollUps.forEach(addRollUp)),
  };
}
