/** What is never written, whatever a kubelet says of it. */
interface Skips {
  readonly namespaces: readonly string[];
  /** heapline's own namespace and Job, where the downward API tells them. */
  readonly ownNamespace: string | undefined;
  readonly ownJob: string | undefined;
  /** Kinds of workloads, as `CronJob`, whose pods are left out. */
  readonly ownerKinds: readonly string[];
}

/** Whether a pod, by its sample or by its facts, is left out. */
export type IsSkipped = (pod: {
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly workloadKind?: string | undefined;
}) => boolean;

/**
 * What is not to be written. heapline's own pods are not: a CronJob's pods have a new name every minute, and 1,440 names
 * a day would fill the database's index; `heapline_run` holds what they cost.
 */
export function skipper(skips: Skips): IsSkipped {
  const namespaces = new Set(skips.namespaces);
  const kinds = new Set(skips.ownerKinds.map((kind) => kind.toLowerCase()));
  const own = ownPods(skips);
  return ({ namespace, pod, workloadKind = '' }) =>
    namespace !== undefined &&
    (namespaces.has(namespace) ||
      kinds.has(workloadKind.toLowerCase()) ||
      (namespace === skips.ownNamespace && own.test(pod ?? '')));
}

/**
 * A CronJob names its Jobs after itself and a minute, a Job its pods after itself, its shard and five characters. The
 * CronJob that resizes is heapline's own, too.
 */
function ownPods({ ownJob }: Skips): RegExp {
  if (ownJob === undefined) return /^(?!)/;
  const name = ownJob.replace(/-\d+$/, '').replace(/[^\w-]/g, '\\$&');
  return new RegExp(`^${name}(-resize)?-(\\d+-)?(\\d+-)?[a-z0-9]{5}$`);
}
