import type { Sample } from './model.ts';

/** What is never written, whatever a kubelet says of it. */
interface Skips {
  readonly namespaces: readonly string[];
  /** heapline's own namespace and Job, where the downward API tells them. */
  readonly ownNamespace: string | undefined;
  readonly ownJob: string | undefined;
}

/**
 * The samples that are to be written. heapline's own pods are not: a CronJob's pods have a new name every minute, and
 * 1,440 names a day would fill the database's index; `heapline_run` holds what they cost.
 */
export function withoutSkipped(samples: readonly Sample[], skips: Skips): Sample[] {
  const namespaces = new Set(skips.namespaces);
  const own = ownPods(skips);
  return samples.filter(
    ({ namespace, pod }) =>
      namespace === undefined ||
      !(namespaces.has(namespace) || (namespace === skips.ownNamespace && own.test(pod ?? ''))),
  );
}

/** A CronJob names its Jobs after itself and a minute, a Job its pods after itself and five characters. */
function ownPods({ ownJob }: Skips): RegExp {
  if (ownJob === undefined) return /^(?!)/;
  const name = ownJob.replace(/-\d+$/, '').replace(/[^\w-]/g, '\\$&');
  return new RegExp(`^${name}-(\\d+-)?(\\d+-)?[a-z0-9]{5}$`);
}
