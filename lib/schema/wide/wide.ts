import type { Sample } from '../../model.ts';
import { emptyLines, lineEncoder, type Lines } from '../encode.ts';
import type { Group } from '../../groups.ts';
import type { Measurement } from '../measurement.ts';
import { kubeContainer, kubeNode, kubePod, kubeSystemContainer } from './objects.ts';
import { kubeAccelerator, kubeCustom, kubeFilesystem, kubeNetwork, kubeVolume } from './sections.ts';

/** Every measurement of the schema `wide`. Their names, tags and fields are public. */
export const wideMeasurements = [
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

/**
 * Samples in, lines out, in the schema `wide`.
 *
 * @param runTimeMs the time of what neither has a time of its own nor belongs to something that has
 */
export function wideEncoder(options: {
  readonly clusterName: string;
  readonly groups: readonly Group[];
  readonly runTimeMs: number;
}): (samples: readonly Sample[]) => Lines {
  const chosen = new Set(options.groups);
  const encoders = wideMeasurements.map((measurement) =>
    lineEncoder(measurement, chosen, options.clusterName),
  );
  return (samples) => {
    const lines = emptyLines();
    for (const sample of samples) for (const encode of encoders) encode(sample, options.runTimeMs, lines);
    return lines;
  };
}
