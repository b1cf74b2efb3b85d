import { addResources, combineResources, type Resources } from '../model/facts.ts';

interface Part {
  readonly requests: Resources;
  readonly limits: Resources;
  /** A restartable init container. */
  readonly isSidecar: boolean;
}

interface Parts {
  readonly containers: readonly Part[];
  /** In the order in which they run. */
  readonly initContainers: readonly Part[];
  /** Pod-level resources. */
  readonly ofPod: Omit<Part, 'isSidecar'>;
  readonly overhead: Resources;
}

/**
 * A pod's effective requests: the sum of its containers and sidecars, or the largest step of its init phase
 * if that is more, plus overhead. Pod-level requests override the sum.
 * @see
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function effectiveRequests(parts: Parts): Resources {
  return addResources(
    withoutOverhead(parts, ({ requests }) => requests),
    parts.overhead,
  );
}

/** As `effectiveRequests`; overhead does not create a limit. */
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
