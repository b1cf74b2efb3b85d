import { objectTimeMs, type Sample, type SampleKind } from '../../model/sample.ts';
import type { Field, Measurement, Tag } from '../measurement.ts';
import { nodeFactFields } from './node-fields.ts';
import {
  containerImage,
  containerRestarts,
  nodeIdentity,
  objectFields,
  podIdentity,
  podRestarts,
  processCount,
  processMax,
} from './object-fields.ts';
import { requestFields } from './resource-fields.ts';

export const nodeTag: Tag<Sample, unknown> = {
  name: 'node',
  help: 'name of the node',
  of: (_, sample) => sample.node,
};
export const namespaceTag: Tag<Sample, unknown> = {
  name: 'namespace',
  help: 'namespace of the pod',
  of: (_, sample) => sample.namespace,
};
export const podTag: Tag<Sample, unknown> = {
  name: 'pod',
  help: 'name of the pod',
  of: (_, sample) => sample.pod,
};
export const containerTag: Tag<Sample, unknown> = {
  name: 'container',
  help: 'name of the container',
  of: (_, sample) => sample.container,
};

/** On everything that belongs to a pod. */
export const workloadTags: readonly Tag<Sample, unknown>[] = [
  {
    name: 'workload',
    help: 'name of the Deployment, DaemonSet, StatefulSet, CronJob, … that the pod works for; `unknown` where the API’s facts are missing',
    of: (_, sample) => (sample.pod === undefined ? undefined : (sample.podFacts?.workload ?? unknown)),
  },
  {
    name: 'workload_kind',
    help: 'its kind; `Pod` for a pod that works for itself, `StaticPod` for a node’s own',
    of: (_, sample) => (sample.pod === undefined ? undefined : (sample.podFacts?.workloadKind ?? unknown)),
  },
];

const unknown = 'unknown';

export const kubeNode = objectMeasurement({
  name: 'kube_node',
  help: 'A node as a whole.',
  kind: 'node',
  tags: [nodeTag],
  fields: [...objectFields, processCount, processMax, ...nodeFactFields, ...nodeIdentity],
});

export const kubeSystemContainer = objectMeasurement({
  name: 'kube_system_container',
  help: 'What a node runs besides its pods (kubelet, runtime, misc), and all pods together (pods).',
  kind: 'systemContainer',
  tags: [containerTag, nodeTag],
  fields: objectFields,
});

export const kubePod = objectMeasurement({
  name: 'kube_pod',
  help: 'A pod: its own cgroup, which holds its sandbox and all of its containers; where the kubelet does not tell of that, the sum over them.',
  kind: 'pod',
  tags: [namespaceTag, nodeTag, podTag, ...workloadTags],
  fields: [
    ...objectFields,
    processCount,
    ...requestFields<Sample>(
      ({ podFacts }) => podFacts?.requests,
      ({ podFacts }) => podFacts?.limits,
      'the pod, as the scheduler counts it',
    ),
    podRestarts,
    ...podIdentity,
  ],
});

export const kubeContainer = objectMeasurement({
  name: 'kube_container',
  help: 'A container of a pod.',
  kind: 'container',
  tags: [containerTag, namespaceTag, nodeTag, podTag, ...workloadTags],
  fields: [
    ...objectFields,
    ...requestFields<Sample>(
      ({ containerFacts }) => containerFacts?.requests,
      ({ containerFacts }) => containerFacts?.limits,
      'the container',
      'container_requests',
    ),
    containerRestarts,
    containerImage,
  ],
});

function objectMeasurement({
  kind,
  ...declared
}: {
  name: string;
  help: string;
  kind: SampleKind;
  tags: readonly Tag<Sample, Sample>[];
  fields: readonly Field<Sample, Sample>[];
}): Measurement<Sample, Sample> {
  return {
    ...declared,
    items: (sample) => (sample.kind === kind ? [sample] : []),
    timeMs: objectTimeMs,
    timeHelp: 'the object’s CPU time, else its memory time, else the run’s',
  };
}
