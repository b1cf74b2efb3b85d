import type { Sample } from '../model/sample.ts';

/**
 * One sample for each object. A kubelet may list a container twice while the old one is removed, and a pod
 * that was replaced by another of the same name: the one with the latest start counts. A dropped pod's
 * containers are dropped, too.
 */
export function newestOfEach(samples: Sample[]): Sample[] {
  const newest = new Map<string, Sample>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const known = newest.get(key);
    if (!known || isNewer(sample, known)) newest.set(key, sample);
  }
  if (newest.size === samples.length) return samples;
  return samples.filter((sample) => {
    if (newest.get(keyOf(sample)) !== sample) return false;
    if (sample.kind !== 'container') return true;
    const pod = newest.get(keyOf({ ...sample, kind: 'pod' }));
    return pod?.podUid === undefined || pod.podUid === sample.podUid;
  });
}

function keyOf({ kind, namespace = '', pod = '', podUid = '', container = '' }: Sample): string {
  return kind === 'pod'
    ? `pod\n${namespace}\n${pod}`
    : `${kind}\n${namespace}\n${pod}\n${podUid}\n${container}`;
}

function isNewer(sample: Sample, known: Sample): boolean {
  return (sample.startTimeMs ?? 0) > (known.startTimeMs ?? 0);
}
