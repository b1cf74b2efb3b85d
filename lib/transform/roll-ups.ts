import { addCounts, addNumbers } from '../util/count.ts';
import { addInto, isActive, type NodeFacts, type PodFacts } from '../model/facts.ts';
import type { Sample } from '../model/sample.ts';
import type { NodeSums, RollUp } from '../model/roll-up.ts';

/** Sums over namespaces and the cluster, updated node by node, so that no samples are kept. */
export interface RollUps {
  /**
   * @param samples of a node that answered: pods complete, filtered
   * @param pods those scheduled to the node; `undefined` where pods are not known
   */
  readonly addNode: (samples: readonly Sample[], pods: readonly PodFacts[] | undefined) => void;
  /** A node without statistics, and the pods scheduled to it. */
  readonly addSilentNode: (node: NodeFacts, pods: readonly PodFacts[] | undefined) => void;
  /** Pods that are not scheduled. */
  readonly addPods: (pods: readonly PodFacts[]) => void;
  /** Namespaces sorted by name, then the cluster. */
  readonly result: () => RollUp[];
}

/**
 * @param isSkipped pods that no sum counts
 * @param shard the shard that the sums are of
 */
export function startRollUps(isSkipped: (pod: PodFacts) => boolean = () => false, shard?: string): RollUps {
  const namespaces = new Map<string, Sums>();
  const cluster = emptySums(undefined, shard);
  let nodes = noNodes;
  const sumsOf = (namespace: string) => {
    let sums = namespaces.get(namespace);
    if (!sums) namespaces.set(namespace, (sums = emptySums(namespace, shard)));
    return sums;
  };
  const addPods = (pods: readonly PodFacts[], hasStats: (pod: PodFacts) => boolean = () => false) => {
    cluster.podsWithoutStats ??= 0;
    for (const pod of pods)
      if (isActive(pod) && !isSkipped(pod)) {
        addFacts(sumsOf(pod.namespace), pod, hasStats(pod));
        addFacts(cluster, pod, hasStats(pod));
      }
  };
  return {
    addNode: (samples, pods) => {
      const measured = new Set<string>();
      for (const sample of samples) {
        if (sample.kind === 'node') nodes = withNode(nodes, sample);
        if (sample.namespace === undefined) continue;
        if (sample.kind === 'pod') measured.add(`${sample.namespace}/${sample.pod ?? ''}`);
        addSample(sumsOf(sample.namespace), sample);
        addSample(cluster, sample);
      }
      if (pods) addPods(pods, ({ namespace, name }) => measured.has(`${namespace}/${name}`));
    },
    addSilentNode: (node, pods) => {
      nodes = withFacts(nodes, node);
      if (pods) addPods(pods);
    },
    addPods,
    result: () => [
      ...[...namespaces.values()].sort((a, b) => ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1)),
      { ...cluster, nodes },
    ],
  };
}

type Sums = { -readonly [Name in keyof Omit<RollUp, 'nodes'>]: RollUp[Name] };

function emptySums(namespace: string | undefined, shard: string | undefined): Sums {
  return {
    shard,
    namespace,
    pods: 0,
    podsWithoutStats: undefined,
    containers: 0,
    cpuUsageNanoCores: undefined,
    memoryUsageBytes: undefined,
    memoryWorkingSetBytes: undefined,
    cpuMillicores: undefined,
    requests: undefined,
    limits: undefined,
    containerRequests: undefined,
    containerLimits: undefined,
  };
}

function addSample(sums: Sums, { kind, cpu, memory, rates, podFacts }: Sample): void {
  if (kind === 'container') {
    if (cpu ?? memory) sums.containers++;
    return;
  }
  sums.pods++;
  sums.cpuUsageNanoCores = addCounts(sums.cpuUsageNanoCores, cpu?.usageNanoCores);
  sums.memoryUsageBytes = addCounts(sums.memoryUsageBytes, memory?.usageBytes);
  sums.memoryWorkingSetBytes = addCounts(sums.memoryWorkingSetBytes, memory?.workingSetBytes);
  sums.cpuMillicores = addNumbers(sums.cpuMillicores, rates?.cpuMillicores);
  if (!podFacts) return;
  sums.containerRequests = addInto(sums.containerRequests, podFacts.containerRequests);
  sums.containerLimits = addInto(sums.containerLimits, podFacts.containerLimits);
}

function addFacts(sums: Sums, { requests, limits, node }: PodFacts, hasStats: boolean): void {
  sums.podsWithoutStats = (sums.podsWithoutStats ?? 0) + (hasStats ? 0 : 1);
  // An unscheduled pod does not count towards a node.
  if (node === undefined) return;
  sums.requests = addInto(sums.requests, requests);
  sums.limits = addInto(sums.limits, limits);
}

const noNodes: NodeSums = {
  answered: 0,
  cpuUsageNanoCores: undefined,
  memoryUsageBytes: undefined,
  memoryWorkingSetBytes: undefined,
  allocatableOfMeasuredBytes: undefined,
  capacity: undefined,
  allocatable: undefined,
};

function withNode(sums: NodeSums, { cpu, memory, nodeFacts }: Sample): NodeSums {
  const measuredBytes =
    memory?.workingSetBytes === undefined ? undefined : nodeFacts?.allocatable.memoryBytes;
  return {
    ...withFacts(sums, nodeFacts),
    answered: sums.answered + 1,
    cpuUsageNanoCores: addCounts(sums.cpuUsageNanoCores, cpu?.usageNanoCores),
    memoryUsageBytes: addCounts(sums.memoryUsageBytes, memory?.usageBytes),
    memoryWorkingSetBytes: addCounts(sums.memoryWorkingSetBytes, memory?.workingSetBytes),
    allocatableOfMeasuredBytes: addNumbers(sums.allocatableOfMeasuredBytes, measuredBytes),
  };
}

function withFacts(sums: NodeSums, facts: NodeFacts | undefined): NodeSums {
  if (!facts) return sums;
  return {
    ...sums,
    capacity: addInto(sums.capacity, facts.capacity),
    allocatable: addInto(sums.allocatable, facts.allocatable),
  };
}
