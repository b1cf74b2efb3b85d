import type { Labels, Resource } from '../model/live-objects.ts';
import type { MeasuredObject } from './measured.ts';
import { bytesQuantity, coresQuantity, goDuration, kubernetesTime } from '../util/format-quantity.ts';
import { earliestOf, type Usage } from './usage.ts';

export type Version = 'v1' | 'v1beta1';
/** NodeMetrics or PodMetrics without kind and version, as in a list. */
export interface Metrics {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly creationTimestamp: string;
    readonly labels?: Labels;
  };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: ResourceList;
  readonly containers?: readonly { readonly name: string; readonly usage: ResourceList }[];
}

/** Quantities by resource. */
type ResourceList = Readonly<Record<string, string>>;

export const kinds = { nodes: 'NodeMetrics', pods: 'PodMetrics' } as const satisfies Record<Resource, string>;

/** A pod's time and window are those of its earliest container. */
export function metricsOf(
  { namespace, name, parts }: MeasuredObject,
  labels: Labels,
  nowMs: number,
): Metrics {
  const { timestampMs, windowMs } = earliestOf(parts);
  return {
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: kubernetesTime(nowMs),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    timestamp: kubernetesTime(timestampMs),
    window: goDuration(windowMs),
    ...(namespace === undefined
      ? { usage: resourceList(parts[0].usage) }
      : { containers: parts.map((part) => ({ name: part.name ?? '', usage: resourceList(part.usage) })) }),
  };
}

function resourceList(usage: Usage): ResourceList {
  return Object.fromEntries(
    Object.entries(amountsOf(usage)).map(([resource, amount]) => [resource, quantityOf(resource, amount)]),
  );
}

/** By resource: CPU in nanocores, all others in bytes. */
export function amountsOf(usage: Usage): Readonly<Record<string, number>> {
  const { nanoCores, memoryBytes, newest } = usage;
  const { swapBytes, ephemeralStorageBytes } = newest;
  return {
    cpu: nanoCores,
    ...(ephemeralStorageBytes === undefined ? {} : { 'ephemeral-storage': ephemeralStorageBytes }),
    memory: memoryBytes,
    ...(swapBytes === undefined ? {} : { swap: swapBytes }),
  };
}

export function quantityOf(resource: string, amount: number): string {
  return resource === 'cpu' ? coresQuantity(amount) : bytesQuantity(amount);
}
