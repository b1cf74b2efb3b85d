import * as z from 'zod';
import { borderOf } from '../quick-parse.ts';
import { mostElements } from './object-list.ts';

const longestText = 1024;

/**
 * What heapline reads of a pod; everything else is dropped. Texts are bounded, because kubelets send them, too.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
function podSchema() {
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

  return z.object({
    metadata: z.object({
      name: text.min(1),
      namespace: text.min(1),
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
}

export const podBorder = borderOf('pods', podSchema, mostElements);

export type WirePod = z.infer<ReturnType<typeof podSchema>>;
export type WireContainer = WirePod['spec']['containers'][number];
export type WireStatuses = NonNullable<WirePod['status']>['containerStatuses'];
