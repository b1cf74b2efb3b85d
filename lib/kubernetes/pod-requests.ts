import { addResources, combineResources, type Resources } from '../model/facts.ts';

interface Part {
  readonly requests: Resources;
  readonly limits: Resources;
  /** An init container that keeps running beside the others. */
  readonly isSidecar: boolean;
}

interface Parts {
  readonly containers: readonly Part[];
  /** In the order in which they run. */
  readonly initContainers: readonly Part[];
  /** What the pod asks for as a whole, if it does. */
  readonly ofPod: Omit<Part, 'isSidecar'>;
  readonly overhead: Resources;
}

/**
 * What a pod holds of a node, as the scheduler counts it: the sum of its containers and sidecars, or what the hungriest
 * moment of its start needs if that is more; then its overhead. What the pod asks for as a whole beats the sum.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function effectiveRequests(parts: Parts): Resources {
  return addResources(
    withoutOverhead(parts, ({ requests }) => requests),
    parts.overhead,
  );
}

/** As `effectiveRequests`; a resource without a limit does not get one from the overhead. */
export function effectiveLimits(parts: Parts): Resources {
  const limits = withoutOverhead(parts, ({ limits }) => limits);
  const add = (limit: number | undefined, overhead: number | undefined) =>
    limit === undefined ? undefined : limit + (overhead ?? 0);
  return {
    ...limits,
    cpuMillicores: add(limits.cpuMillicores, parts.overhead.cpuMillicores),
    memoryBytes: add(limits.memoryBytes, parts.overhead.memoryBytes),
  };
}

function withoutOverhead(
  { containers, initContainers, ofPod }: Parts,
  of: (part: Omit<Part, 'isSidecar'>) => Resources,
): Resources {
  let sidecars: Resources = {};
  let hungriest: Resources = {};
  for (const part of initContainers) {
    const moment = addResources(sidecars, of(part));
    if (part.isSidecar) sidecars = moment;
    hungriest = combineResources(hungriest, moment, Math.max);
  }
  const running = containers.reduce((sum, part) => addResources(sum, of(part)), sidecars);
  const needed = combineResources(running, hungriest, Math.max);
  return combineResources(needed, of(ofPod), (_, asked) => asked);
}
