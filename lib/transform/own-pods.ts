import type { KnownNames } from '../util/pod-name-set.ts';
import type { Sample } from '../model/sample.ts';
import type { Refusal } from '../util/field-reader.ts';

interface OwnPods {
  readonly samples: readonly Sample[];
  /** The pods that were left out, and why. */
  readonly refused: readonly Refusal[];
}

/**
 * A node's samples without those of other nodes' pods: whoever serves a node's statistics is believed about that node alone. A
 * pod that the API did not know when it was asked may have been made since; of more than can have been, none is believed.
 *
 * @param samples with what the API knows of the node's own pods
 * @param isBound whether a pod is bound to some node; `undefined` where pods are not known: then there is nothing to go by
 */
export function ownPods(samples: readonly Sample[], isBound: KnownNames | undefined): OwnPods {
  if (!isBound) return { samples, refused: none };
  const foreign = new Set<string>();
  const fresh = new Set<string>();
  for (const { namespace = '', pod, podFacts } of samples)
    if (pod !== undefined && !podFacts)
      (isBound(namespace, pod) ? foreign : fresh).add(nameOf(namespace, pod));
  const refused = [
    ...refusals(foreign, 'it is bound to another node'),
    ...(fresh.size > mostFresh ? refusals(fresh, `one of ${fresh.size} that the API does not know`) : none),
  ];
  if (refused.length === 0) return { samples, refused };
  const out = new Set(refused.map(({ path }) => path));
  const isOwn = ({ namespace = '', pod }: Sample) => pod === undefined || !out.has(nameOf(namespace, pod));
  return { samples: samples.filter(isOwn), refused };
}

const none: readonly never[] = [];
const mostFresh = 200;

function refusals(names: Iterable<string>, reason: string): Refusal[] {
  return Array.from(names, (path) => ({ path, reason }));
}

function nameOf(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}
