import * as z from 'zod';
import { parseQuantity } from '../quantity.ts';
import { borderOf } from '../quick-parse.ts';
import type { ClusterNode } from '../run.ts';
import { chooseLabels, type LabelChoice } from './labels.ts';
import type { Page } from './list.ts';
import { mostElements, readObjects } from './object-list.ts';
import { resourcesOf } from './resources.ts';

/**
 * The nodes in a NodeList, cut down to what a run needs of them.
 *
 * @throws Error where the body is no NodeList
 * @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
 */
export function nodePage(body: Buffer, wantedLabels: LabelChoice): Page<ClusterNode> {
  const items: ClusterNode[] = [];
  const next = readObjects('nodes', body, mostOfPage, (object) => {
    items.push(projected(nodeBorder.parse(object), wantedLabels));
  });
  return { items, next };
}

/** Twenty times what is asked for. */
const mostOfPage = 10_000;

function nodeSchema() {
  const texts = z.record(z.string(), z.string()).nullish();

  return z.object({
    // A name as Kubernetes allows it: it becomes part of paths, lines and the log.
    metadata: z.object({ name: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/), labels: texts }),
    spec: z.object({ unschedulable: z.boolean().nullish() }).nullish(),
    status: z
      .object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
        addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
        // A node writes its own status: what is no port is as good as none.
        daemonEndpoints: z
          .object({
            kubeletEndpoint: z
              .object({ Port: z.int().min(1).max(65535).optional().catch(undefined) })
              .nullish(),
          })
          .nullish(),
        nodeInfo: z
          .object({
            kubeletVersion: z
              .string()
              .regex(/^[\w.+-]{1,64}$/)
              .optional()
              .catch(undefined),
          })
          .nullish(),
        capacity: texts,
        allocatable: texts,
      })
      .nullish(),
  });
}

export const nodeBorder = borderOf('nodes', nodeSchema, mostElements);

function projected(
  { metadata, spec, status }: z.infer<ReturnType<typeof nodeSchema>>,
  wantedLabels: LabelChoice,
): ClusterNode {
  const labels = metadata.labels ?? {};
  const capacity = status?.capacity ?? undefined;
  const allocatable = status?.allocatable ?? undefined;
  return {
    name: metadata.name,
    isReady: (status?.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True'),
    addresses: status?.addresses ?? [],
    kubeletPort: status?.daemonEndpoints?.kubeletEndpoint?.Port,
    kubeletVersion: status?.nodeInfo?.kubeletVersion,
    facts: {
      labels: chooseLabels(labels, wantedLabels),
      zone: labelOf(labels, 'topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'),
      instanceType: labelOf(labels, 'node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type'),
      capacity: resourcesOf(capacity),
      allocatable: resourcesOf(allocatable),
      podCapacity: parseQuantity(capacity?.['pods']),
      podAllocatable: parseQuantity(allocatable?.['pods']),
      isSchedulable: spec?.unschedulable !== true,
    },
  };
}

/** @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
function labelOf(
  labels: Readonly<Record<string, string>>,
  name: string,
  oldName: string,
): string | undefined {
  return labels[name] || labels[oldName] || undefined;
}
