/** Who a pod works for, told from names alone: that needs no further rights and no further lists. */
interface Workload {
  readonly workloadKind: string;
  readonly workload: string;
}

interface Owned {
  readonly name: string;
  readonly node: string | undefined;
  readonly podTemplateHash: string | undefined;
  /** The owner that controls it. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
}

/**
 * The Deployment behind a ReplicaSet (its name less the pod-template-hash), the CronJob behind a Job (its name less the
 * minute), else the owner itself. A static pod is its manifest's, `StaticPod`; a pod without an owner is its own.
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
 * The controllers since 1.21 name a Job after its minute, those before after its second; both since 1970. Other numbers
 * at the end of a name, as a date, are part of it.
 */
function ofJob(name: string): Workload {
  const [, cronJob, digits = ''] = /^(.+)-(\d{8}|\d{10})$/.exec(name) ?? [];
  const minutes = digits.length === 10 ? Number(digits) / 60 : Number(digits);
  const isMinute = cronJob !== undefined && minutes >= firstCronJobMinutes && minutes < lastMinutes;
  return isMinute ? { workloadKind: 'CronJob', workload: cronJob } : { workloadKind: 'Job', workload: name };
}

// From 2016, when Kubernetes got CronJobs, to 2100; as dates of eight digits (20160101) these are no dates.
const firstCronJobMinutes = Date.UTC(2016) / 60_000;
const lastMinutes = Date.UTC(2100) / 60_000;

function withoutEnding(name: string, ending: string): string | undefined {
  return name.endsWith(ending) && name.length > ending.length ? name.slice(0, -ending.length) : undefined;
}
