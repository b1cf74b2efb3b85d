import {
  type ContainerFacts,
  grown,
  holdsPlace,
  type NodeFacts,
  type PodFacts,
  type Resources,
} from '../model/facts.ts';
import type { Sample } from '../model/sample.ts';
import { withMissing } from './missing-samples.ts';

/**
 * A node's samples with what the API knows of the node and its pods. A pod that has statistics but no sample of its own
 * gets one, and so does each of its containers that has no statistics: they carry facts alone. Pods without any
 * statistics get none.
 *
 * @param pods those bound to the node; `undefined` where pods are not known, then their facts stay absent
 */
export function enrich(
  samples: readonly Sample[],
  node: NodeFacts,
  pods: readonly PodFacts[] | undefined,
): Sample[] {
  const known = new Map<string, PodFacts>();
  for (const pod of pods ?? none) known.set(`${pod.namespace}/${pod.name}`, pod);
  const measured = new Set<PodFacts>();
  let last: { readonly sample: Sample; readonly podFacts: PodFacts | undefined } | undefined;
  const podOf = (sample: Sample) => {
    const { namespace = '', pod = '' } = sample;
    // A pod's samples follow each other.
    if (last?.sample.pod !== pod || last.sample.namespace !== namespace) {
      last = { sample, podFacts: known.get(`${namespace}/${pod}`) };
      if (last.podFacts) measured.add(last.podFacts);
    }
    return last.podFacts;
  };
  const enriched = samples.map((sample): Sample => {
    if (sample.pod === undefined) return sample;
    const podFacts = podOf(sample);
    return podFacts
      ? { ...sample, podFacts, containerFacts: containerOf(podFacts, sample.container) }
      : sample;
  });
  const nodeFacts = pods === undefined ? node : { ...node, ...sumsOf(pods, measured) };
  const first = enriched[0];
  if (first?.kind === 'node') enriched[0] = { ...first, nodeFacts };
  return withMissing(enriched);
}

const none: readonly PodFacts[] = [];

function containerOf({ containers }: PodFacts, name: string | undefined): ContainerFacts | undefined {
  return name === undefined ? undefined : containers.findLast((one) => one.name === name);
}

function sumsOf(
  pods: readonly PodFacts[],
  measured: ReadonlySet<PodFacts>,
): Pick<NodeFacts, 'requests' | 'limits' | 'containerRequests' | 'containerLimits'> {
  const requests: Resources = {};
  const limits: Resources = {};
  for (const pod of pods) {
    if (!holdsPlace(pod)) continue;
    grown(requests, pod.requests);
    grown(limits, pod.limits);
  }
  const containerRequests: Resources = {};
  const containerLimits: Resources = {};
  for (const pod of measured) {
    grown(containerRequests, pod.containerRequests);
    grown(containerLimits, pod.containerLimits);
  }
  return { requests, limits, containerRequests, containerLimits };
}
