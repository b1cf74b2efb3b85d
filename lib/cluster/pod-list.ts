import { z } from 'zod';
import type { ContainerFacts, PodFacts } from '../facts.ts';
import { chooseLabels, type LabelChoice } from './labels.ts';
import { effectiveLimits, effectiveRequests } from './pod-requests.ts';
import { resourcesOf } from './quantity.ts';
import { isSwollen } from '../swollen.ts';
import { workloadOf } from './workload.ts';

export interface PodPage {
  readonly pods: PodFacts[];
  /** Where the next page begins; `undefined` on the last. */
  readonly next: string | undefined;
}

/**
 * The pods in a PodList, of the API server or of a kubelet's `/pods`, cut down to what a run needs. A pod that is not as
 * expected is left out: it counts as unknown.
 *
 * @throws Error where the text is no PodList
 */
export function podPage(text: string, wantedLabels: LabelChoice): PodPage {
  const json: unknown = JSON.parse(text);
  if (isSwollen(json)) throw new Error('a list in it is longer than any PodList’s');
  const list = listSchema.parse(json);
  const pods = list.items.flatMap((item) => {
    const parsed = podSchema.safeParse(item);
    return parsed.success ? [factsOf(parsed.data, wantedLabels)] : [];
  });
  return { pods, next: list.metadata?.continue || undefined };
}

const longestText = 1024;
const text = z.string().max(longestText);
const quantities = z.record(text, text).nullish();
const resources = z.object({ requests: quantities, limits: quantities }).nullish();
const container = z.object({
  name: text,
  image: text.nullish(),
  restartPolicy: text.nullish(),
  resources,
});
const status = z.object({ name: text, restartCount: z.number().nullish() });

const podSchema = z.object({
  metadata: z.object({
    name: text,
    namespace: text,
    labels: z.record(text, text).nullish(),
    annotations: z
      .object({
        'kubernetes.io/config.source': text.nullish(),
        'kubernetes.io/config.mirror': text.nullish(),
      })
      .nullish(),
    ownerReferences: z
      .array(z.object({ kind: text, name: text, controller: z.boolean().nullish() }))
      .nullish(),
  }),
  spec: z.object({
    nodeName: text.nullish(),
    containers: z.array(container),
    initContainers: z.array(container).nullish(),
    overhead: quantities,
    resources,
  }),
  status: z
    .object({
      phase: text.nullish(),
      qosClass: text.nullish(),
      containerStatuses: z.array(status).nullish(),
      initContainerStatuses: z.array(status).nullish(),
    })
    .nullish(),
});

const listSchema = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  // A kubelet without pods says null.
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});

type WirePod = z.infer<typeof podSchema>;
type WireContainer = z.infer<typeof container>;

function factsOf({ metadata, spec, status }: WirePod, wantedLabels: LabelChoice): PodFacts {
  const init = spec.initContainers ?? [];
  const parts = partsOf(spec);
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const restarts = new Map(statuses.map(({ name, restartCount }) => [name, restartCount ?? undefined]));
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    node: spec.nodeName || undefined,
    ...workloadOf({
      name: metadata.name,
      node: spec.nodeName || undefined,
      labels: metadata.labels ?? {},
      owner: ownerOf(metadata, spec.nodeName ?? ''),
    }),
    phase: status?.phase ?? undefined,
    qosClass: status?.qosClass ?? undefined,
    requests: effectiveRequests(parts),
    limits: effectiveLimits(parts),
    containers: [
      ...spec.containers.map((one) => containerFacts(one, false, restarts)),
      ...init.map((one) => containerFacts(one, true, restarts)),
    ],
    labels: chooseLabels(metadata.labels, wantedLabels),
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

function containerFacts(
  { name, image, resources: given }: WireContainer,
  isInit: boolean,
  restarts: ReadonlyMap<string, number | undefined>,
): ContainerFacts {
  return {
    name,
    isInit,
    image: image ?? undefined,
    restarts: restarts.get(name),
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
