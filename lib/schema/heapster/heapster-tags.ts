import type { LabelTag } from '../../model/facts.ts';
import type { Sample } from '../../model/sample.ts';
import { chosenLabelTags } from '../label-tags.ts';
import { tagPart } from '../line-encoder.ts';
import { type LineBuffer, putTag, putText, withStarts } from '../line-buffer.ts';
import { measuredSets as measured, ofEachKind, setTypes } from './heapster-metric.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

interface HeapsterTag {
  readonly name: string;
  readonly help: string;
  readonly sets: readonly HeapsterType[];
  readonly of: (sample: Sample) => string | undefined;
}

/** How labels become tags. */
export interface LabelRules {
  /** Separates labels in the tag `labels`. */
  readonly separator: string;
  readonly stored: readonly LabelTag[];
  readonly ignored: readonly string[];
}

/**
 * Heapster's tags without those that it did not write to InfluxDB: hostname, host_id, pod_id, namespace_id.
 */
export const heapsterTags: readonly HeapsterTag[] = [
  {
    name: 'container_base_image',
    help: 'image, as the kubelet tells it, else as the pod asks for it',
    sets: ['pod_container'],
    of: ({ image, containerFacts }) => image ?? containerFacts?.image,
  },
  {
    name: 'container_name',
    help: 'name of the container',
    sets: ['pod_container', 'sys_container'],
    of: containerName,
  },
  {
    name: 'namespace_name',
    help: 'name of the namespace',
    sets: ['pod', 'pod_container', 'ns'],
    of: ({ namespace }) => namespace,
  },
  { name: 'nodename', help: 'name of the node', sets: measured, of: ({ node }) => node },
  { name: 'pod_name', help: 'name of the pod', sets: ['pod', 'pod_container'], of: ({ pod }) => pod },
  {
    name: 'schedulable',
    help: '`false` where no new pods are placed on the node; only from /stats/container/',
    sets: ['node'],
    of: ({ source, nodeFacts }) =>
      source === 'container' && nodeFacts ? String(nodeFacts.isSchedulable) : undefined,
  },
  {
    name: 'type',
    help: 'what the point is of',
    sets: [...measured, 'ns', 'cluster'],
    of: ({ kind }) => setTypes[kind],
  },
];

/** Writes a sample's tags, with labels, as `,name=value`. */
export function tagWriter(
  clusterName: string,
  rules: LabelRules,
): (buffer: LineBuffer, sample: Sample) => void {
  const cluster = tagPart('cluster_name', clusterName);
  const tags = withStarts(heapsterTags);
  const tagsOf = ofEachKind((set) => tags.filter(({ sets }) => sets.includes(set)));
  // Pods of a workload share one labels object.
  const known = new WeakMap<object, string>();
  const labelsWritten = (labels: Readonly<Record<string, string>>) => {
    const written = known.get(labels) ?? labelTags(labels, rules);
    known.set(labels, written);
    return written;
  };
  return (buffer, sample) => {
    putText(buffer, cluster);
    for (const { name, start, of } of tagsOf[sample.kind]) putTag(buffer, name, start, of(sample) ?? '');
    const labels = sample.nodeFacts?.labels ?? sample.podFacts?.labels;
    if (labels !== undefined) putText(buffer, labelsWritten(labels));
  };
}

/** Heapster's names for two system containers of the summary. */
export function containerName({ kind, container }: Sample): string | undefined {
  if (kind !== 'systemContainer') return container;
  return container === 'runtime' ? 'docker-daemon' : container === 'misc' ? 'system' : container;
}

// InfluxDB limits a series' tags to 64 KiB, and each point repeats the labels.
const maxLabelsLength = 16_384;

/** All labels in one tag, sorted, including those with a tag of their own. */
function labelTags(
  labels: Readonly<Record<string, string>>,
  { separator, stored, ignored }: LabelRules,
): string {
  const joined = Object.entries(labels)
    .filter(([name]) => !ignored.includes(name))
    .map(([name, value]) => `${name}:${value}`)
    .sort()
    .join(separator);
  return tagPart('labels', joined.length > maxLabelsLength ? '' : joined) + chosenLabelTags(labels, stored);
}
