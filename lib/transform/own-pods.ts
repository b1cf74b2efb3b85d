import type { PodNameSet } from '../util/pod-name-set.ts';
import type { Sample } from '../model/sample.ts';
import type { InvalidValue } from '../util/field-reader.ts';

interface OwnPods {
  readonly samples: readonly Sample[];
  /** The pods that were removed, and why. */
  readonly invalid: readonly InvalidValue[];
}

/**
 * Removes pods of other nodes: a kubelet is trusted about its own node only. A pod that the API did not know
 * may be newer than the list; above a maximum, none of them is trusted.
 *
 * @param samples with the facts of the node's own pods
 * @param isBound whether a pod is scheduled to any node; `undefined` where pods are not known: then nothing
 * is removed
 */
export function ownPods(samples: readonly Sample[], isBound: PodNameSet | undefined): OwnPods {
  if (!isBound) return { samples, invalid: none };
  const foreign = new Set<string>();
  const unknown = new Set<string>();
  for (const { namespace = '', pod, podFacts } of samples)
    if (pod !== undefined && !podFacts)
      (isBound(namespace, pod) ? foreign : unknown).add(nameOf(namespace, pod));
  const invalid = [
    ...invalidPods(foreign, 'it is bound to another node'),
    ...(unknown.size > maxUnknownPods
      ? invalidPods(unknown, `one of ${unknown.size} that the API does not know`)
      : none),
  ];
  if (invalid.length === 0) return { samples, invalid };
  const out = new Set(invalid.map(({ path }) => path));
  const isOwn = ({ namespace = '', pod }: Sample) => pod === undefined || !out.has(nameOf(namespace, pod));
  return { samples: samples.filter(isOwn), invalid };
}

const none: readonly never[] = [];
const maxUnknownPods = 200;

function invalidPods(names: Iterable<string>, reason: string): InvalidValue[] {
  return Array.from(names, (path) => ({ path, reason }));
}

function nameOf(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}
