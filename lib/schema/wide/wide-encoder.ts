import type { Group } from '../../model/metric-groups.ts';
import type { LabelTag } from '../../model/facts.ts';
import type { Sample } from '../../model/sample.ts';
import { type Encoder, lineEncoder } from '../encoder.ts';
import { chosenLabelTags } from '../label-tags.ts';
import type { Measurement } from '../measurement.ts';
import { newLineBuffer, written } from '../line-buffer.ts';
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
  // Each is type-safe; in a list of them the item type is lost.
] as readonly unknown[] as readonly Measurement<Sample, unknown>[];

const rollUpMeasurements = [kubeCluster, kubeNamespace];

/** Every measurement of the schema `wide`. Names, tags and fields are public API. */
export const wideMeasurements = [
  ...rollUpMeasurements,
  ...sampleMeasurements,
] as readonly unknown[] as readonly Measurement<unknown, unknown>[];

/**
 * Encodes the schema `wide`.
 *
 * @param options.runTimeMs the time of items without any
 * @param options.runMinuteMs the time of roll-ups
 * @param options.labels labels of nodes and pods that become tags
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
  const buffer = newLineBuffer();
  return {
    samples: (samples) =>
      written(buffer, () => {
        for (const sample of samples) for (const encode of encoders) encode(sample, runTimeMs, buffer);
      }),
    rollUps: (rollUps) =>
      written(buffer, () => {
        for (const rollUp of rollUps)
          for (const encode of rollUpEncoders) encode(rollUp, runMinuteMs, buffer);
      }),
  };
}
