import { type ContainerFacts, type PodFacts, sumOverContainers } from '../facts.ts';
import { chooseLabels, type LabelChoice } from './labels.ts';
import type { WireContainer, WirePod, WireStatuses } from './pod-schema.ts';
import { effectiveLimits, effectiveRequests } from './pod-requests.ts';
import { resourcesOf } from './resources.ts';
import type { Share } from './sharer.ts';
import { workloadOf } from './workload.ts';

/** A pod, cut down to what a run needs of it; what it has in common with others is shared with them. */
export function factsOf(
  { metadata, spec, status }: WirePod,
  wantedLabels: LabelChoice,
  share: Share,
): PodFacts {
  const text = <Text extends string | undefined>(given: Text): Text =>
    given === undefined ? given : share('text', given, () => given);
  const node = spec.nodeName || undefined;
  const labels = metadata.labels ?? {};
  const owner = ownerOf(metadata, spec.nodeName ?? '');
  const { workloadKind, workload } = workloadOf({ name: metadata.name, node, labels, owner });
  const chosen = chooseLabels(metadata.labels, wantedLabels);
  const { key, containers } = containersOf(spec, status, share);
  const ofPod = spec.overhead || spec.resources ? JSON.stringify([spec.overhead, spec.resources]) : '';
  const amounts = share('amounts', key + ofPod, () => amountsOf(spec, containers));
  return {
    namespace: text(metadata.namespace),
    name: metadata.name,
    node: text(node),
    workloadKind: text(workloadKind),
    workload: text(workload),
    phase: text(status?.phase ?? undefined),
    qosClass: text(status?.qosClass ?? undefined),
    requests: amounts.requests,
    limits: amounts.limits,
    containers,
    containerRequests: amounts.containerRequests,
    containerLimits: amounts.containerLimits,
    labels: share('labels', JSON.stringify(chosen), () => chosen),
  };
}

/** What the scheduler counts, and what Heapster did. */
function amountsOf(spec: WirePod['spec'], containers: readonly ContainerFacts[]) {
  const parts = partsOf(spec);
  return {
    requests: effectiveRequests(parts),
    limits: effectiveLimits(parts),
    containerRequests: sumOverContainers(containers, (one) => one.requests),
    containerLimits: sumOverContainers(containers, (one) => one.limits),
  };
}

/** A static pod has no owner in the kubelet's own list, and in that of an old API server: annotations tell it. */
function ownerOf(
  { ownerReferences, annotations }: WirePod['metadata'],
  node: string,
): { kind: string; name: string } | undefined {
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  const source = annotations?.['kubernetes.io/config.source'] ?? 'api';
  const isStatic = source !== 'api' || annotations?.['kubernetes.io/config.mirror'] != null;
  return owner ?? (isStatic ? { kind: 'Node', name: node } : undefined);
}

/** The containers, and a text that is the same for the same ones. */
function containersOf(
  { containers, initContainers }: WirePod['spec'],
  status: WirePod['status'],
  share: Share,
): { readonly key: string; readonly containers: readonly ContainerFacts[] } {
  const restarts = restartsIn(status?.containerStatuses);
  const initRestarts = restartsIn(status?.initContainerStatuses);
  const all = [
    ...containers.map((one) => containerOf(one, false, restarts.get(one.name), share)),
    ...(initContainers ?? []).map((one) => containerOf(one, true, initRestarts.get(one.name), share)),
  ];
  const key = all.map((one) => one.key).join('\n');
  return { key, containers: share('containers', key, () => all.map(({ facts }) => facts)) };
}

/** How often each container was started again. */
function restartsIn(statuses: WireStatuses): ReadonlyMap<string, number | undefined> {
  return new Map(statuses?.map(({ name, restartCount }) => [name, restartCount ?? undefined]));
}

function containerOf(one: WireContainer, isInit: boolean, restarts: number | undefined, share: Share) {
  const { name, image, restartPolicy, resources } = one;
  const key = JSON.stringify([name, image, isInit, restarts, restartPolicy, resources]);
  return { key, facts: share('container', key, () => containerFacts(one, isInit, restarts)) };
}

function containerFacts(
  { name, image, restartPolicy, resources: given }: WireContainer,
  isInit: boolean,
  restarts: number | undefined,
): ContainerFacts {
  return {
    name,
    isInit,
    isSidecar: isInit && restartPolicy === 'Always',
    image: image ?? undefined,
    restarts,
    requests: resourcesOf(given?.requests),
    limits: resourcesOf(given?.limits),
  };
}

function partsOf({ containers, initContainers, resources: ofPod, overhead }: WirePod['spec']) {
  const part = ({ resources: given, restartPolicy }: WireContainer) => ({
    requests: resourcesOf(given?.requests),
    limits: resourcesOf(given?.limits),
    isSidecar: restartPolicy === 'Always',
  });
  return {
    containers: containers.map(part),
    initContainers: (initContainers ?? []).map(part),
    ofPod: { requests: resourcesOf(ofPod?.requests), limits: resourcesOf(ofPod?.limits) },
    overhead: resourcesOf(overhead),
  };
}
