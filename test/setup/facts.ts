import {
  type ContainerFacts,
  type NodeFacts,
  type PodFacts,
  sumOverContainers,
} from '../../lib/model/facts.ts';

/** Facts of a node, where a test needs any. */
export function nodeFacts(own: Partial<NodeFacts> = {}): NodeFacts {
  return {
    labels: {},
    zone: undefined,
    instanceType: undefined,
    capacity: {},
    allocatable: {},
    podCapacity: undefined,
    podAllocatable: undefined,
    isSchedulable: true,
    ...own,
  };
}

export function podFacts(own: Partial<PodFacts> = {}): PodFacts {
  return {
    namespace: 'shop',
    name: 'cart-1',
    node: 'node-a',
    workloadKind: 'Deployment',
    workload: 'cart',
    isHostNetwork: false,
    phase: 'Running',
    qosClass: 'Burstable',
    requests: {},
    limits: {},
    containers: [],
    containerRequests: sumOverContainers(own.containers ?? [], (one) => one.requests),
    containerLimits: sumOverContainers(own.containers ?? [], (one) => one.limits),
    labels: {},
    ...own,
  };
}

export function containerFacts(own: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    name: 'app',
    isInit: false,
    isSidecar: false,
    image: undefined,
    restarts: undefined,
    requests: {},
    limits: {},
    ...own,
  };
}
