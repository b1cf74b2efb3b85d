/** A pod's workload, from names only: no further permissions and no further lists. */
interface Workload {
  readonly workloadKind: string;
  readonly workload: string;
}

interface Owned {
  readonly name: string;
  readonly node: string | undefined;
  readonly podTemplateHash: string | undefined;
  /** The controlling owner. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
}

/**
 * The Deployment of a ReplicaSet (its name without the pod-template-hash), the CronJob of a Job (its name
 * without the minute), else the owner itself. A static pod's workload is its manifest, a pod without owner is
 * its own.
 */
export function workloadOf({ name, node, podTemplateHash, owner }: Owned): Workload {
  if (!owner) return { workloadKind: 'Pod', workload: name };
  if (owner.kind === 'ReplicaSet') return ofReplicaSet(owner.name, podTemplateHash);
  if (owner.kind === 'Job') return ofJob(owner.name);
  if (owner.kind === 'Node')
    return { workloadKind: 'StaticPod', workload: withoutEnding(name, `-${node ?? owner.name}`) ?? name };
  return { workloadKind: owner.kind, workload: owner.name };
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label */
function ofReplicaSet(name: string, hash: string | undefined): Workload {
  const deployment = hash ? withoutEnding(name, `-${hash}`) : undefined;
  return deployment
    ? { workloadKind: 'Deployment', workload: deployment }
    : { workloadKind: 'ReplicaSet', workload: name };
}

/**
 * Controllers since 1.21 name a Job after the minute since 1970, older ones after the second. Other numbers,
 * as a date, are part of the name.
 */
function ofJob(name: string): Workload {
  const [, cronJob, digits = ''] = /^(.+)-(\d{8}|\d{10})$/.exec(name) ?? [];
  const minutes = digits.length === 10 ? Number(digits) / 60 : Number(digits);
  const isMinute = cronJob !== undefined && minutes >= firstCronJobMinutes && minutes < lastMinutes;
  return isMinute ? { workloadKind: 'CronJob', workload: cronJob } : { workloadKind: 'Job', workload: name };
}

// From 2016, when Kubernetes introduced CronJobs, to 2100. Dates of eight digits (20160101) are outside.
const firstCronJobMinutes = Date.UTC(2016) / 60_000;
const lastMinutes = Date.UTC(2100) / 60_000;

function withoutEnding(name: string, ending: string): string | undefined {
  return name.endsWith(ending) && name.length > ending.length ? name.slice(0, -ending.length) : undefined;
}
