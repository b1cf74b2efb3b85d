import { blankSample } from '../blank-sample.ts';
import type { Sample } from '../model.ts';

/**
 * The samples, each pod followed by its containers, with those that the facts know and the kubelet did not tell of: a
 * container that waits or crashes still has its requests.
 */
export function withMissing(samples: readonly Sample[]): Sample[] {
  const complete: Sample[] = [];
  for (const { pod, containers } of inGroups(samples)) {
    const first = pod ?? containers[0];
    if (!first) continue;
    if (first.pod === undefined) {
      complete.push(first);
      continue;
    }
    complete.push(pod ?? bare(first, 'pod', undefined), ...containers);
    const told = new Set(containers.map(({ container }) => container));
    for (const facts of first.podFacts?.containers ?? [])
      if (!facts.isInit && !told.has(facts.name))
        complete.push({ ...bare(first, 'container', facts.name), containerFacts: facts });
  }
  return complete;
}

interface Group {
  pod: Sample | undefined;
  readonly containers: Sample[];
}

function inGroups(samples: readonly Sample[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const [position, sample] of samples.entries()) {
    const key = sample.pod === undefined ? String(position) : `${sample.namespace ?? ''}/${sample.pod}`;
    const group = groups.get(key) ?? { pod: undefined, containers: [] };
    groups.set(key, group);
    if (sample.kind === 'container') group.containers.push(sample);
    else group.pod = sample;
  }
  return groups.values();
}

function bare(known: Sample, kind: Sample['kind'], container: string | undefined): Sample {
  return { ...blankSample(kind, known.source, { ...known, container }), podFacts: known.podFacts };
}
