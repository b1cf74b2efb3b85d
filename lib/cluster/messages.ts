import { kept, readerOf } from './message-reader.ts';

/**
 * Numbers of Kubernetes' messages, which never change; names are those of the JSON form.
 *
 * @see https://github.com/kubernetes/api/blob/master/core/v1/generated.proto
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/generated.proto
 */
const metadata = readerOf({
  name: [1, 'text'],
  namespace: [3, 'text'],
  labels: [11, 'texts'],
  annotations: [12, 'texts'],
  ownerReferences: [13, [readerOf({ kind: [1, 'text'], name: [3, 'text'], controller: [6, 'flag'] })]],
});

const resources = kept('resources', readerOf({ limits: [1, 'quantities'], requests: [2, 'quantities'] }));

const container = readerOf({
  name: [1, 'text'],
  image: [2, 'text'],
  resources: [8, resources],
  restartPolicy: [24, 'text'],
});

const containerStatus = readerOf({ name: [1, 'text'], restartCount: [5, 'number'] });

const pod = readerOf({
  metadata: [1, metadata],
  spec: [
    2,
    readerOf({
      containers: [2, [container]],
      nodeName: [10, 'text'],
      initContainers: [20, [container]],
      overhead: [32, 'quantities'],
      resources: [40, resources],
    }),
  ],
  status: [
    3,
    readerOf({
      phase: [1, 'text'],
      containerStatuses: [8, [containerStatus]],
      qosClass: [9, 'text'],
      initContainerStatuses: [10, [containerStatus]],
    }),
  ],
});

const endpoint = readerOf({ Port: [1, 'number'] });

const node = readerOf({
  metadata: [1, metadata],
  spec: [2, readerOf({ unschedulable: [4, 'flag'] })],
  status: [
    3,
    readerOf({
      capacity: [1, 'quantities'],
      allocatable: [2, 'quantities'],
      conditions: [4, [readerOf({ type: [1, 'text'], status: [2, 'text'] })]],
      addresses: [5, [readerOf({ type: [1, 'text'], address: [2, 'text'] })]],
      daemonEndpoints: [6, readerOf({ kubeletEndpoint: [1, endpoint] })],
      nodeInfo: [7, readerOf({ kubeletVersion: [7, 'text'] })],
    }),
  ],
});

export const items = { nodes: node, pods: pod };

export const listMetadata = readerOf({ continue: [3, 'text'] });
