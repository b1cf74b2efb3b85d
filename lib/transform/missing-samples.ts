import { blankSample } from '../model/empty-sample.ts';
import type { Sample } from '../model/sample.ts';

/**
 * The samples, each pod followed by its containers, with those that the facts know and the kubelet did not tell of: a
 * container that waits or crashes still has its requests.
 */
export function withMissing(samples: readonly Sample[]): Sample[] {
  const complete: Sample[] = [];
  for (const { pod, containers } of inGroups(samples)) {
    const first = pod ?? containers[0];
    if (!first) continue;
    complete.push(pod ?? bare(first, 'pod', undefined));
    for (const container of containers) complete.push(container);
    if (!first.podFacts) continue;
    const told = new Set(containers.map(({ container }) => container));
    for (const facts of first.podFacts.containers)
      if (!facts.isInit && !told.has(facts.name))
        complete.push({ ...bare(first, 'container', facts.name), containerFacts: facts });
  }
  return complete;
}

interface Group {
  /** What stands before the containers: a pod, or what belongs to none. */
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

function bare(known: Sample, kind: Sample['kind'], container: string | undefined): Sample {
  return { ...blankSample(kind, known.source, { ...known, container }), podFacts: known.podFacts };
}
