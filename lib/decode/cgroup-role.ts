import { type FieldReader, maxNameLength, readObject, readText } from '../util/field-reader.ts';

/** What a cgroup is in Kubernetes. */
export type CgroupRole =
  | { readonly kind: 'node' }
  | { readonly kind: 'container' | 'sandbox'; readonly ref: PodRef; readonly name: string }
  /** The cgroup around a pod's containers. */
  | { readonly kind: 'pod'; readonly uid: string }
  | { readonly kind: 'system'; readonly name: string }
  /** A cgroup with a name that never returns: it would fill the database's index. */
  | { readonly kind: 'transient' };

export interface PodRef {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string | undefined;
}

/**
 * The role of a cgroup, from the labels that the kubelet sets, from Docker's names where there are no labels,
 * and from the path. A sandbox is the container `POD` in Docker and CRI-O, and has no container name in
 * containerd.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.20.2/pkg/kubelet/types/labels.go
 */
export function roleOf(info: FieldReader, name: string): CgroupRole {
  if (name === '/') return { kind: 'node' };
  const spec = readObject(info, 'spec');
  const labels = readObject(spec, 'labels');
  const label = (key: string) => readText(labels, `io.kubernetes.${key}`);
  const namespace = label('pod.namespace');
  const pod = label('pod.name');
  if (namespace && pod)
    return containerRole({ namespace, pod, uid: label('pod.uid') || undefined }, label('container.name'));
  const alias = aliasOf(info);
  return (
    dockerRole(alias) ??
    podRole(name) ??
    (transient.test(name) ? { kind: 'transient' } : { kind: 'system', name: alias || withoutSlashes(name) })
  );
}

/** The first alias. */
function aliasOf({ value }: FieldReader): string | undefined {
  const { aliases } = value;
  const alias: unknown = Array.isArray(aliases) ? aliases[0] : undefined;
  return typeof alias === 'string' && alias.length <= maxNameLength ? alias : undefined;
}

function containerRole(ref: PodRef, container: string | undefined): CgroupRole {
  return container && container !== sandboxName
    ? { kind: 'container', ref, name: container }
    : { kind: 'sandbox', ref, name: sandboxName };
}

const sandboxName = 'POD';

/** `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`; older kubelets `k8s_CONTAINER.HASH_…`. */
function dockerRole(alias: string | undefined): CgroupRole | undefined {
  const parts = /^k8s_([^_.]+)(?:\.[0-9a-f]+)?_([^_]+)_([^_]+)_([^_]+)_/.exec(alias ?? '');
  if (!parts) return undefined;
  const [, container, pod = '', namespace = '', uid] = parts;
  return containerRole({ namespace, pod, uid }, container);
}

// A process beside a pod's containers, a login session, a systemd-run command, a mount.
const transient =
  /(?:\/|-)pod[0-9a-f]{8}[0-9a-f_-]{24,28}(?:\.slice)?\/|\/(?:session|run)-[^/]*\.scope$|\.mount$|\/user-\d+\.slice(?:\/|$)/;

/** `…/podUID` with the cgroupfs driver, `…-podUID.slice` with underscores with systemd. */
function podRole(cgroup: string): CgroupRole | undefined {
  const uid = /(?:\/|-)pod([0-9a-f]{8}[0-9a-f_-]{24,28})(?:\.slice)?$/.exec(cgroup)?.[1];
  return uid === undefined ? undefined : { kind: 'pod', uid: uid.replaceAll('_', '-') };
}

function withoutSlashes(cgroup: string): string {
  return cgroup.replace(/^\/+/, '') || cgroup;
}
