import { liveKey } from '../model/live-objects.ts';
import type { RecentPoints } from '../model/stored-points.ts';
import { type Usage, usageOf } from './usage.ts';

/** A node or pod with known usage. */
export interface MeasuredObject extends ObjectUsage {
  readonly parts: Parts;
}

/** `parts` is `undefined` where the usage is not known. */
interface ObjectUsage {
  /** `undefined` for a node. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** The time of its newest point. */
  readonly newestMs: number;
  /** The usage of a node, or of each container of a pod. */
  readonly parts: Parts | undefined;
}

type Parts = readonly [Part, ...Part[]];

interface Part {
  /** Of the container. */
  readonly name: string | undefined;
  readonly usage: Usage;
}

/** The containers of a pod are sampled within seconds: one that is this far behind has ended. */
const maxBehindMs = 30_000;

/** Nodes sorted by name. */
export function measuredNodes(recents: readonly RecentPoints[]): MeasuredObject[] {
  const usages = recents.map((recent): ObjectUsage => {
    const usage = usageOf(recent);
    const parts: Parts | undefined = typeof usage === 'string' ? undefined : [{ name: undefined, usage }];
    return { namespace: undefined, name: recent.node, newestMs: recent.last.pointMs, parts };
  });
  return newestMeasured([usages]);
}

/**
 * Pods sorted by namespace and name, from several lists. A pod of the same name may have moved from another
 * node: the newest counts.
 */
export function newestMeasured(several: Iterable<readonly ObjectUsage[]>): MeasuredObject[] {
  const all = new Map<string, ObjectUsage>();
  for (const some of several)
    for (const one of some) {
      const key = liveKey(one.namespace, one.name);
      const known = all.get(key);
      if (!known || known.newestMs < one.newestMs) all.set(key, one);
    }
  return [...all.values()].filter(isMeasured).sort(inOrder);
}

/**
 * Pods by metrics-server's rules. A pod's usage is unknown where a container has no previous point or no
 * number; a container whose counter fell is left out alone.
 *
 * @see https://github.com/kubernetes-sigs/metrics-server/blob/master/pkg/storage/pod.go
 */
export function podUsages(recents: readonly RecentPoints[]): ObjectUsage[] {
  const pods = Map.groupBy(recents, ({ namespace = '', pod = '', node }) => `${namespace}/${pod}/${node}`);
  return [...pods.values()].map((containers) => {
    const { namespace, pod = '' } = containers[0] ?? {};
    const newestMs = containers.reduce((newest, { last }) => Math.max(newest, last.pointMs), 0);
    const present = containers.filter(({ last }) => last.pointMs >= newestMs - maxBehindMs);
    return { namespace, name: pod, newestMs, parts: partsOf(present) };
  });
}

function partsOf(containers: readonly RecentPoints[]): Parts | undefined {
  const parts: Part[] = [];
  for (const container of containers) {
    const usage = usageOf(container);
    if (usage === 'no_previous' || usage === 'no_number') return undefined;
    if (usage !== 'implausible') parts.push({ name: container.container, usage });
  }
  const [first, ...others] = parts.sort((one, other) => compare(one.name ?? '', other.name ?? ''));
  return first && [first, ...others];
}

function isMeasured(usages: ObjectUsage): usages is MeasuredObject {
  return usages.parts !== undefined;
}

function inOrder(one: MeasuredObject, other: MeasuredObject): number {
  return compare(one.namespace ?? '', other.namespace ?? '') || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
