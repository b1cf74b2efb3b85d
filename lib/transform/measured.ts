import { liveKey } from '../model/live-objects.ts';
import type { Recent } from '../model/stored-points.ts';
import { type Usage, usageOf } from './usage.ts';

/** A node or a pod whose usage is known. */
export interface Measured extends Judged {
  readonly parts: Parts;
}

/** One that was looked at; `parts` is `undefined` where its usage is not known. */
interface Judged {
  /** `undefined` for a node. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** The time of its newest point. */
  readonly newestMs: number;
  /** A node's own usage, or that of each of a pod's containers. */
  readonly parts: Parts | undefined;
}

type Parts = readonly [Part, ...Part[]];

interface Part {
  /** The container's. */
  readonly name: string | undefined;
  readonly usage: Usage;
}

/** Containers of one scrape are read within seconds of each other; whoever is this far behind the others has ended. */
const mostBehindMs = 30_000;

/** Nodes, in the order of their names. */
export function measuredNodes(recents: readonly Recent[]): Measured[] {
  const judged = recents.map((recent): Judged => {
    const usage = usageOf(recent);
    const parts: Parts | undefined = typeof usage === 'string' ? undefined : [{ name: undefined, usage }];
    return { namespace: undefined, name: recent.node, newestMs: recent.last.pointMs, parts };
  });
  return measuredOf([judged]);
}

/**
 * Pods, in the order of namespaces and names, gathered from several judgements: a pod of the same name may have run on another
 * node a moment ago, and then the newer one counts.
 */
export function measuredOf(several: Iterable<readonly Judged[]>): Measured[] {
  const all = new Map<string, Judged>();
  for (const some of several)
    for (const one of some) {
      const key = liveKey(one.namespace, one.name);
      const known = all.get(key);
      if (!known || known.newestMs < one.newestMs) all.set(key, one);
    }
  return [...all.values()].filter(isMeasured).sort(inOrder);
}

/**
 * Pods as metrics-server judges them. A pod's usage is unknown where one of its containers has no look before, or tells no
 * number; a container whose counter fell is left out alone.
 *
 * @see https://github.com/kubernetes-sigs/metrics-server/blob/master/pkg/storage/pod.go
 */
export function judgedPods(recents: readonly Recent[]): Judged[] {
  const pods = Map.groupBy(recents, ({ namespace = '', pod = '', node }) => `${namespace}/${pod}/${node}`);
  return [...pods.values()].map((containers) => {
    const { namespace, pod = '' } = containers[0] ?? {};
    const newestMs = containers.reduce((newest, { last }) => Math.max(newest, last.pointMs), 0);
    const present = containers.filter(({ last }) => last.pointMs >= newestMs - mostBehindMs);
    return { namespace, name: pod, newestMs, parts: partsOf(present) };
  });
}

function partsOf(containers: readonly Recent[]): Parts | undefined {
  const parts: Part[] = [];
  for (const container of containers) {
    const usage = usageOf(container);
    if (usage === 'no_previous' || usage === 'no_number') return undefined;
    if (usage !== 'implausible') parts.push({ name: container.container, usage });
  }
  const [first, ...others] = parts.sort((one, other) => compare(one.name ?? '', other.name ?? ''));
  return first && [first, ...others];
}

function isMeasured(judged: Judged): judged is Measured {
  return judged.parts !== undefined;
}

function inOrder(one: Measured, other: Measured): number {
  return compare(one.namespace ?? '', other.namespace ?? '') || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
