/** How a field is read: a text, a number, a truth value, a message, or a map of texts or of quantities. */
export type Kind = 'text' | 'number' | 'flag' | 'texts' | 'quantities' | Message;

interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly isList?: true;
}

/** The fields that heapline reads of a message, by their numbers. */
export type Message = ReadonlyMap<number, Field>;

/**
 * Numbers of Kubernetes' messages, which never change; names are those of the JSON form.
 *
 * @see https://github.com/kubernetes/api/blob/master/core/v1/generated.proto
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/generated.proto
 */
const metadata = message({
  name: [1, 'text'],
  namespace: [3, 'text'],
  labels: [11, 'texts'],
  annotations: [12, 'texts'],
  ownerReferences: [13, [message({ kind: [1, 'text'], name: [3, 'text'], controller: [6, 'flag'] })]],
});

const resources = message({ limits: [1, 'quantities'], requests: [2, 'quantities'] });

const container = message({
  name: [1, 'text'],
  image: [2, 'text'],
  resources: [8, resources],
  restartPolicy: [24, 'text'],
});

const containerStatus = message({ name: [1, 'text'], restartCount: [5, 'number'] });

const pod = message({
  metadata: [1, metadata],
  spec: [
    2,
    message({
      containers: [2, [container]],
      nodeName: [10, 'text'],
      initContainers: [20, [container]],
      overhead: [32, 'quantities'],
      resources: [40, resources],
    }),
  ],
  status: [
    3,
    message({
      phase: [1, 'text'],
      containerStatuses: [8, [containerStatus]],
      qosClass: [9, 'text'],
      initContainerStatuses: [10, [containerStatus]],
    }),
  ],
});

const endpoint = message({ Port: [1, 'number'] });

const node = message({
  metadata: [1, metadata],
  spec: [2, message({ unschedulable: [4, 'flag'] })],
  status: [
    3,
    message({
      capacity: [1, 'quantities'],
      allocatable: [2, 'quantities'],
      conditions: [4, [message({ type: [1, 'text'], status: [2, 'text'] })]],
      addresses: [5, [message({ type: [1, 'text'], address: [2, 'text'] })]],
      daemonEndpoints: [6, message({ kubeletEndpoint: [1, endpoint] })],
      nodeInfo: [7, message({ kubeletVersion: [7, 'text'] })],
    }),
  ],
});

export const items = { nodes: node, pods: pod };

export const listMetadata = message({ continue: [3, 'text'] });

function message(fields: Readonly<Record<string, readonly [number, Kind | readonly [Message]]>>): Message {
  return new Map(
    Object.entries(fields).map(([name, [number, kind]]) => [
      number,
      isListOf(kind) ? { name, kind: kind[0], isList: true } : { name, kind },
    ]),
  );
}

function isListOf(kind: Kind | readonly [Message]): kind is readonly [Message] {
  return Array.isArray(kind);
}
