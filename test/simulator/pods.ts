import { podsAt, type SimNode, type SimPod, type WorldOptions } from './world.ts';

/** The pods of a node as the API server and the kubelet list them. */
export function podObjects(node: SimNode, options: WorldOptions, nowMs: number): object[] {
  return podsAt(node, options, nowMs).map((pod) => podObject(pod, node.name));
}

/** A pod that fits on no node. */
export const waitingPod: object = {
  metadata: { name: 'stuck-0', namespace: 'team-a', uid: '00000000-0000-4000-a000-000000000000', labels: {} },
  spec: {
    containers: [{ name: 'app', image: 'registry.local/app:1', resources: { requests: { cpu: '900' } } }],
  },
  status: { phase: 'Pending', qosClass: 'Burstable' },
};

/** Requests of a container, as quantities: ordinary pods less than databases, every third without a limit. */
function resourcesAt(pod: SimPod, index: number): { requests?: Quantities; limits?: Quantities } {
  if (pod.workload.kind === 'StaticPod') return {};
  const isDatabase = pod.workload.name === 'db';
  return {
    requests: {
      cpu: isDatabase ? '0.1' : `${10 * (index + 1)}m`,
      memory: isDatabase ? '1Gi' : '64Mi',
      ...(isDatabase && index === 0 ? { 'nvidia.com/gpu': '1', 'ephemeral-storage': '1Gi' } : {}),
    },
    ...(pod.seed % 3 === 0
      ? {}
      : { limits: isDatabase ? { cpu: '1500m', memory: '2Gi' } : { memory: '256Mi' } }),
  };
}

type Quantities = Readonly<Record<string, string>>;

/** Databases have a costly init container and a sidecar. */
function initContainersOf(pod: SimPod): { name: string; requests: Quantities; isSidecar: boolean }[] {
  return pod.workload.name === 'db'
    ? [
        { name: 'proxy', requests: { cpu: '100m', memory: '32Mi' }, isSidecar: true },
        { name: 'restore', requests: { cpu: '800m', memory: '512Mi' }, isSidecar: false },
      ]
    : [];
}

function restartsOf(pod: SimPod, index: number): number {
  return (pod.seed + index) % 4;
}

export function imageOf(container: string): string {
  return `registry.local/${container}:1.${container.length}`;
}

function podObject(pod: SimPod, node: string): object {
  const { owner } = pod;
  return {
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      uid: pod.uid,
      creationTimestamp: new Date(pod.startMs).toISOString(),
      labels: pod.labels,
      ...(owner
        ? {
            ownerReferences: [
              { apiVersion: 'v1', kind: owner.kind, name: owner.name, uid: pod.uid, controller: true },
            ],
          }
        : {}),
      managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:status': {} } }],
    },
    spec: {
      nodeName: node,
      hostNetwork: pod.hostNetwork,
      initContainers: initContainersOf(pod).map(({ name, requests, isSidecar }) => ({
        name,
        image: imageOf(name),
        resources: { requests },
        ...(isSidecar ? { restartPolicy: 'Always' } : {}),
      })),
      containers: pod.containers.map((name, index) => ({
        name,
        image: imageOf(name),
        resources: resourcesAt(pod, index),
      })),
    },
    status: {
      phase: 'Running',
      qosClass: pod.workload.kind === 'StaticPod' ? 'BestEffort' : 'Burstable',
      containerStatuses: pod.containers.map((name, index) => ({
        name,
        ready: true,
        restartCount: restartsOf(pod, index),
        state: { running: {} },
      })),
    },
  };
}
