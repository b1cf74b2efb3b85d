import { objectTimeMs, type Sample, type SampleKind } from '../../model.ts';
import type { Field, Measurement, Tag } from '../measurement.ts';
import { objectFields, podUid, processCount, processMax } from './object-fields.ts';

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

export const kubeNode = objectMeasurement({
  name: 'kube_node',
  help: 'A node as a whole.',
  kind: 'node',
  tags: [nodeTag],
  fields: [...objectFields, processCount, processMax],
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
  help: 'A pod, from its own cgroup.',
  kind: 'pod',
  tags: [namespaceTag, nodeTag, podTag],
  fields: [...objectFields, processCount, podUid],
});

export const kubeContainer = objectMeasurement({
  name: 'kube_container',
  help: 'A container of a pod.',
  kind: 'container',
  tags: [containerTag, namespaceTag, nodeTag, podTag],
  fields: objectFields,
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
    timeHelp: 'the object’s CPU time, else its memory time',
  };
}
