import {
  type ContainerFacts,
  addInto,
  isActive,
  type NodeFacts,
  type PodFacts,
  type Resources,
} from '../model/facts.ts';
import type { Sample } from '../model/sample.ts';
import { withMissing } from './missing-samples.ts';

/**
 * Adds what the API knows of the node and its pods. A pod that has container statistics but no sample gets
 * one, and so does each of its containers without statistics: these carry facts only. A pod without any
 * statistics gets none.
 *
 * @param pods those scheduled to the node; `undefined` where pods are not known: then facts stay absent
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
    // The samples of a pod are adjacent.
    if (last?.sample.pod !== pod || last.sample.namespace !== namespace) {
      last = { sample, podFacts: known.get(`${namespace}/${pod}`) };
      if (last.podFacts) measured.add(last.podFacts);
    }
    return last.podFacts;
  };
  const enriched = samples.map((sample): Sample => {
    if (sample.pod === undefined) return sample;
    const podFacts = podOf(sample);
    if (!podFacts) return sample;
    const { isHostNetwork } = podFacts;
    return { ...sample, isHostNetwork, podFacts, containerFacts: containerOf(podFacts, sample.container) };
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
    if (!isActive(pod)) continue;
    addInto(requests, pod.requests);
    addInto(limits, pod.limits);
  }
  const containerRequests: Resources = {};
  const containerLimits: Resources = {};
  for (const pod of measured) {
    addInto(containerRequests, pod.containerRequests);
    addInto(containerLimits, pod.containerLimits);
  }
  return { requests, limits, containerRequests, containerLimits };
}
