import type { Group } from '../../model/metric-groups.ts';
import type { LabelTag } from '../../model/facts.ts';
import type { Sample } from '../../model/sample.ts';
import { type Encoder, lineEncoder } from '../encoder.ts';
import { chosenLabelTags } from '../label-tags.ts';
import type { Measurement } from '../measurement.ts';
import { newPage, written } from '../line-buffer.ts';
import { kubeContainer, kubeNode, kubePod, kubeSystemContainer } from './wide-objects.ts';
import { kubeCluster, kubeNamespace } from './wide-roll-ups.ts';
import { kubeAccelerator, kubeCustom, kubeFilesystem, kubeNetwork, kubeVolume } from './section-fields.ts';

const sampleMeasurements = [
  kubeNode,
  kubeSystemContainer,
  kubePod,
  kubeContainer,
  kubeNetwork,
  kubeFilesystem,
  kubeVolume,
  kubeAccelerator,
  kubeCustom,
  // Each is sound by itself; a list of them can only forget which items each one takes.
] as readonly unknown[] as readonly Measurement<Sample, unknown>[];

const rollUpMeasurements = [kubeCluster, kubeNamespace];

/** Every measurement of the schema `wide`. Their names, tags and fields are public. */
export const wideMeasurements = [
  ...rollUpMeasurements,
  ...sampleMeasurements,
] as readonly unknown[] as readonly Measurement<unknown, unknown>[];

/**
 * The schema `wide`.
 *
 * @param runTimeMs the time of what neither has a time of its own nor belongs to something that has
 * @param runMinuteMs the time of sums
 * @param labels written as tags on the lines of nodes, pods and containers that have them
 */
export function wideEncoder(options: {
  readonly clusterName: string;
  readonly groups: readonly Group[];
  readonly runTimeMs: number;
  readonly runMinuteMs: number;
  readonly labels: readonly LabelTag[];
}): Encoder {
  const { clusterName, runTimeMs, runMinuteMs, labels } = options;
  const chosen = new Set(options.groups);
  const moreTags =
    labels.length === 0
      ? undefined
      : ({ nodeFacts, podFacts }: Sample) =>
          chosenLabelTags(nodeFacts?.labels ?? podFacts?.labels ?? {}, labels);
  const encoders = sampleMeasurements.map((one) => lineEncoder(one, chosen, clusterName, moreTags));
  const rollUpEncoders = rollUpMeasurements.map((one) => lineEncoder(one, chosen, clusterName));
  const page = newPage();
  return {
    samples: (samples) =>
      written(page, () => {
        for (const sample of samples) for (const encode of encoders) encode(sample, runTimeMs, page);
      }),
    rollUps: (rollUps) =>
      written(page, () => {
        for (const rollUp of rollUps) for (const encode of rollUpEncoders) encode(rollUp, runMinuteMs, page);
      }),
  };
}
