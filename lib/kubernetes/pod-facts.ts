import { type ContainerFacts, type PodFacts, type Resources, sumOverContainers } from '../model/facts.ts';
import {
  type FieldReader,
  readBoolean,
  readCount,
  readList,
  readName,
  readObject,
  readRequiredObject,
  readText,
} from '../util/field-reader.ts';
import { type LabelChoice, readLabels } from './labels.ts';
import { effectiveLimits, effectiveRequests } from './pod-requests.ts';
import { readQuantities } from './quantities.ts';
import { resourcesOf } from './resource-amounts.ts';
import type { Intern } from '../util/interner.ts';
import { workloadOf } from './workload.ts';

/**
 * The facts of a pod; equal values are interned. `undefined` where it has no name.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function factsOf(pod: FieldReader, wantedLabels: LabelChoice, share: Intern): PodFacts | undefined {
  const metadata = readRequiredObject(pod, 'metadata');
  const name = readName(metadata, 'name');
  const namespace = readName(metadata, 'namespace');
  const spec = readRequiredObject(pod, 'spec');
  if (name === undefined || namespace === undefined || !spec) return undefined;
  const shared = <Text extends string | undefined>(text: Text): Text =>
    text === undefined ? text : share('text', text, () => text);
  const node = readText(spec, 'nodeName') || undefined;
  const status = readObject(pod, 'status');
  const owner = ownerOf(metadata, node ?? '');
  const { workloadKind, workload } = workloadOf({ name, node, podTemplateHash: hashOf(metadata), owner });
  const labels = readLabels(metadata, wantedLabels);
  const { key, containers } = containersOf(spec, status, share);
  const ofPod = resourcesIn(readObject(spec, 'resources'));
  const overhead = readObject(spec, 'overhead');
  const amounts = share(
    'amounts',
    [key, ofPod.key, overhead && JSON.stringify(overhead.value)].join('\n'),
    () => amountsOf(containers, ofPod.read(), resourcesOf(readQuantities(spec, 'overhead'))),
  );
  return {
    namespace: shared(namespace),
    name,
    node: shared(node),
    workloadKind: shared(workloadKind),
    workload: shared(workload),
    isHostNetwork: readBoolean(spec, 'hostNetwork') === true,
    phase: shared(readText(status, 'phase')),
    qosClass: shared(readText(status, 'qosClass')),
    requests: amounts.requests,
    limits: amounts.limits,
    containers,
    containerRequests: amounts.containerRequests,
    containerLimits: amounts.containerLimits,
    labels: share('labels', JSON.stringify(labels), () => labels),
  };
}

function hashOf(metadata: FieldReader | undefined): string | undefined {
  const labels = readObject(metadata, 'labels');
  return readText(labels, 'pod-template-hash');
}

/** Requests and limits as the scheduler counts them, and as Heapster did. */
function amountsOf(
  containers: readonly ContainerFacts[],
  ofPod: { readonly requests: Resources; readonly limits: Resources },
  overhead: Resources,
) {
  const parts = {
    containers: containers.filter(({ isInit }) => !isInit),
    initContainers: containers.filter(({ isInit }) => isInit),
    ofPod,
    overhead,
  };
  return {
    requests: effectiveRequests(parts),
    limits: effectiveLimits(parts),
    containerRequests: sumOverContainers(containers, (one) => one.requests),
    containerLimits: sumOverContainers(containers, (one) => one.limits),
  };
}

/** A static pod has no owner in a kubelet's list, and in that of an old API server: annotations mark it. */
function ownerOf(
  metadata: FieldReader | undefined,
  node: string,
): { kind: string; name: string } | undefined {
  const [owner] = readList(metadata, 'ownerReferences', (one) => {
    if (readBoolean(one, 'controller') !== true) return undefined;
    const [kind, name] = [readName(one, 'kind'), readName(one, 'name')];
    return kind === undefined || name === undefined ? undefined : { kind, name };
  });
  if (owner) return owner;
  const annotations = readObject(metadata, 'annotations');
  const source = readText(annotations, 'kubernetes.io/config.source');
  const mirror = readText(annotations, 'kubernetes.io/config.mirror');
  const isStatic = (source ?? 'api') !== 'api' || mirror !== undefined;
  return isStatic ? { kind: 'Node', name: node } : undefined;
}

/** The containers, and a key that is equal for equal ones. */
function containersOf(
  spec: FieldReader,
  status: FieldReader | undefined,
  share: Intern,
): { readonly key: string; readonly containers: readonly ContainerFacts[] } {
  const listed = (list: string, statuses: string, isInit: boolean) => {
    const restarts = restartsIn(status, statuses);
    return readList(spec, list, (one) => containerOf(one, isInit, restarts, share));
  };
  const all = [
    ...listed('containers', 'containerStatuses', false),
    ...listed('initContainers', 'initContainerStatuses', true),
  ];
  const key = all.map((one) => one.key).join('\n');
  return { key, containers: share('containers', key, () => all.map(({ facts }) => facts)) };
}

/** How often each container was restarted. */
function restartsIn(status: FieldReader | undefined, list: string): ReadonlyMap<string, number> {
  const restarts = new Map<string, number>();
  readList(status, list, (one) => {
    const name = readText(one, 'name');
    const count = readCount(one, 'restartCount');
    if (name !== undefined && typeof count === 'number') restarts.set(name, count);
  });
  return restarts;
}

function containerOf(
  at: FieldReader,
  isInit: boolean,
  restartCounts: ReadonlyMap<string, number>,
  share: Intern,
): { readonly key: string; readonly facts: ContainerFacts } | undefined {
  const name = readName(at, 'name');
  if (name === undefined) return undefined;
  const image = readText(at, 'image');
  const restarts = restartCounts.get(name);
  const isSidecar = isInit && readText(at, 'restartPolicy') === 'Always';
  const resources = resourcesIn(readObject(at, 'resources'));
  const key = JSON.stringify([name, image, isInit, restarts, isSidecar, resources.key]);
  const facts = share('container', key, () => ({
    name,
    isInit,
    isSidecar,
    image,
    restarts,
    ...resources.read(),
  }));
  return { key, facts };
}

/** Many containers have the same resources: `key` identifies them without reading them. */
function resourcesIn(at: FieldReader | undefined) {
  return {
    key: at ? JSON.stringify(at.value) : '',
    read: () => ({
      requests: resourcesOf(readQuantities(at, 'requests')),
      limits: resourcesOf(readQuantities(at, 'limits')),
    }),
  };
}
