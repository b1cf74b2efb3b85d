import { readersOf } from './message-reader.ts';

/**
 * Numbers of Kubernetes' messages, which never change; names are those of the JSON form.
 *
 * @see https://github.com/kubernetes/api/blob/master/core/v1/generated.proto
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/generated.proto
 */
const messages = {
  ListMeta: { continue: [3, 'text'] },
  ObjectMeta: {
    name: [1, 'text'],
    namespace: [3, 'text'],
    labels: [11, 'texts'],
    annotations: [12, 'texts'],
    ownerReferences: [13, ['OwnerReference']],
  },
  OwnerReference: { kind: [1, 'text'], name: [3, 'text'], controller: [6, 'flag'] },

  Pod: { metadata: [1, 'ObjectMeta'], spec: [2, 'PodSpec'], status: [3, 'PodStatus'] },
  PodSpec: {
    containers: [2, ['Container']],
    nodeName: [10, 'text'],
    initContainers: [20, ['Container']],
    overhead: [32, 'quantities'],
    resources: [40, 'ResourceRequirements'],
  },
  Container: {
    name: [1, 'text'],
    image: [2, 'text'],
    resources: [8, 'ResourceRequirements'],
    restartPolicy: [24, 'text'],
  },
  ResourceRequirements: { limits: [1, 'quantities'], requests: [2, 'quantities'] },
  PodStatus: {
    phase: [1, 'text'],
    containerStatuses: [8, ['ContainerStatus']],
    qosClass: [9, 'text'],
    initContainerStatuses: [10, ['ContainerStatus']],
  },
  ContainerStatus: { name: [1, 'text'], restartCount: [5, 'number'] },

  Node: { metadata: [1, 'ObjectMeta'], spec: [2, 'NodeSpec'], status: [3, 'NodeStatus'] },
  NodeSpec: { unschedulable: [4, 'flag'] },
  NodeStatus: {
    capacity: [1, 'quantities'],
    allocatable: [2, 'quantities'],
    conditions: [4, ['NodeCondition']],
    addresses: [5, ['NodeAddress']],
    daemonEndpoints: [6, 'NodeDaemonEndpoints'],
    nodeInfo: [7, 'NodeSystemInfo'],
  },
  NodeCondition: { type: [1, 'text'], status: [2, 'text'] },
  NodeAddress: { type: [1, 'text'], address: [2, 'text'] },
  NodeDaemonEndpoints: { kubeletEndpoint: [1, 'DaemonEndpoint'] },
  DaemonEndpoint: { Port: [1, 'number'] },
  NodeSystemInfo: { kubeletVersion: [7, 'text'] },
} as const;

export const { recipe: messagesRecipe, readers: messageReaders } = readersOf(messages, [
  'ResourceRequirements',
]);
