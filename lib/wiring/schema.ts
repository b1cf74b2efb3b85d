import type { KubernetesConfig } from '../config/kubernetes-settings.ts';
import type { PointConfig } from '../config/point-settings.ts';
import { configurationError } from '../errors/app-error.ts';
import type { Encoder } from '../schema/encoder.ts';
import { heapsterEncoder } from '../schema/heapster/heapster-encoder.ts';
import { heapsterTags } from '../schema/heapster/heapster-tags.ts';
import { wideEncoder, wideMeasurements } from '../schema/wide/wide-encoder.ts';

/** @throws AppError exit code 2 where a label's tag has the name of another tag or field */
export function openEncoder(
  config: PointConfig & Pick<KubernetesConfig, 'clusterName'>,
  runTimeMs: number,
  runMinuteMs: number,
): Encoder {
  const { clusterName, schema } = config;
  if (schema === 'wide') {
    const labels = config.labels ?? [];
    checkTagNames('LABELS', labels, takenInWide(), (label) => `${label}=k8s_${label.replace(/\W/g, '_')}`);
    return wideEncoder({ clusterName, groups: config.metrics, runTimeMs, runMinuteMs, labels });
  }
  const stored = config.storeLabels ?? [];
  const taken = new Set([...heapsterTags.map(({ name }) => name), ...takenInHeapster]);
  checkTagNames('STORE_LABELS', stored, taken, (label) => `k8s_${label}=${label}`);
  return heapsterEncoder({
    clusterName,
    hasFields: schema === 'heapster-fields',
    runMinuteMs,
    labels: { separator: config.labelSeparator ?? ',', stored, ignored: config.ignoreLabels ?? [] },
  });
}

const reserved = ['time', '_field', '_measurement'];
const takenInHeapster = [
  ...reserved,
  ...[
    'cluster_name',
    'labels',
    'resource_id',
    'make',
    'model',
    'accelerator_id',
    'value',
    'sample_ms',
    'shard',
  ],
];

function takenInWide(): ReadonlySet<string> {
  const names = wideMeasurements.flatMap(({ tags, fields }) => [...tags, ...fields].map(({ name }) => name));
  return new Set([...names, ...reserved, 'cluster']);
}

function checkTagNames(
  variable: string,
  labels: readonly { readonly label: string; readonly tag: string }[],
  taken: ReadonlySet<string>,
  suggest: (label: string) => string,
): void {
  const tags = labels.map(({ tag }) => tag);
  // The prefix of user-defined metrics' labels.
  const clash = labels.find(
    ({ tag }, position) => taken.has(tag) || tag.startsWith('label_') || tags.indexOf(tag) !== position,
  );
  if (clash)
    throw configurationError(
      `${variable} makes a tag "${clash.tag}" of the label ${clash.label}, and that name is taken.`,
      `Give it another: ${variable}=${suggest(clash.label)}.`,
    );
}
