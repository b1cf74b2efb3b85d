import { emptySample } from '../model/empty-sample.ts';
import type { Sample } from '../model/sample.ts';

/**
 * Adds a sample for each container that the API knows and the kubelet did not report: a waiting or crashing
 * container still has requests. Each pod is followed by its containers.
 */
export function withMissing(samples: readonly Sample[]): Sample[] {
  const complete: Sample[] = [];
  for (const { pod, containers } of inGroups(samples)) {
    const first = pod ?? containers[0];
    if (!first) continue;
    complete.push(pod ?? emptyLike(first, 'pod', undefined));
    for (const container of containers) complete.push(container);
    if (!first.podFacts) continue;
    const listed = new Set(containers.map(({ container }) => container));
    for (const facts of first.podFacts.containers)
      if (!facts.isInit && !listed.has(facts.name))
        complete.push({ ...emptyLike(first, 'container', facts.name), containerFacts: facts });
  }
  return complete;
}

interface Group {
  /** A pod, or a sample that belongs to no pod. */
  pod: Sample | undefined;
  readonly containers: Sample[];
}

function inGroups(samples: readonly Sample[]): readonly Group[] {
  const groups: Group[] = [];
  const ofPods = new Map<string, Group>();
  for (const sample of samples) {
    if (sample.pod === undefined) {
      groups.push({ pod: sample, containers: [] });
      continue;
    }
    const key = `${sample.namespace ?? ''}/${sample.pod}`;
    let group = ofPods.get(key);
    if (!group) {
      group = { pod: undefined, containers: [] };
      ofPods.set(key, group);
      groups.push(group);
    }
    if (sample.kind === 'container') group.containers.push(sample);
    else group.pod = sample;
  }
  return groups;
}

function emptyLike(known: Sample, kind: Sample['kind'], container: string | undefined): Sample {
  return { ...emptySample(kind, known.source, { ...known, container }), podFacts: known.podFacts };
}
