/** The pods to leave out. */
interface Skips {
  readonly namespaces: readonly string[];
  /** heapline's own namespace and Job, from the downward API. */
  readonly ownNamespace: string | undefined;
  readonly ownJob: string | undefined;
  /** Workload kinds whose pods are left out, as `CronJob`. */
  readonly ownerKinds: readonly string[];
}

/** Whether a pod is left out; takes a sample or facts. */
export type IsSkipped = (pod: {
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly workloadKind?: string | undefined;
}) => boolean;

/**
 * heapline's own pods are always left out: a CronJob's pods have a new name every minute, and 1,440 names a
 * day would fill the database's index. `heapline_run` holds their cost.
 */
export function podFilter(skips: Skips): IsSkipped {
  const namespaces = new Set(skips.namespaces);
  const kinds = new Set(skips.ownerKinds.map((kind) => kind.toLowerCase()));
  const own = ownPodName(skips);
  return ({ namespace, pod, workloadKind = '' }) =>
    namespace !== undefined &&
    (namespaces.has(namespace) ||
      kinds.has(workloadKind.toLowerCase()) ||
      (namespace === skips.ownNamespace && own.test(pod ?? '')));
}

/**
 * A CronJob's name plus a minute is a Job; a Job's name plus its index and five characters is a pod. The
 * resize CronJob is heapline's own, too.
 */
function ownPodName({ ownJob }: Skips): RegExp {
  if (ownJob === undefined) return /^(?!)/;
  const name = ownJob.replace(/-\d+$/, '').replace(/[^\w-]/g, '\\$&');
  return new RegExp(`^${name}(-resize)?-(\\d+-)?(\\d+-)?[a-z0-9]{5}$`);
}
