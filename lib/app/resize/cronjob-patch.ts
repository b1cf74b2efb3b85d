import type { Amounts } from './resource-plan.ts';

/** Requests and limits as Kubernetes writes them. */
export interface ContainerResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** The container's present requests and limits. */
interface CurrentResources {
  readonly requests: Partial<Amounts>;
  readonly limits: Partial<Amounts>;
}

const mebibyte = 2 ** 20;

/** Node runs on one core, and collects garbage on another. */
const minLimitMillicores = 1000;

/** Memory requests equal limits: memory above a request can be reclaimed when a node runs short. */
export function resourcesOf(amounts: Amounts): ContainerResources {
  const { cpuMillicores, memoryBytes } = amounts;
  const memory = `${memoryBytes / mebibyte}Mi`;
  return {
    requests: { cpu: `${cpuMillicores}m`, memory },
    limits: { cpu: `${cpuLimitOf(amounts)}m`, memory },
  };
}

function cpuLimitOf({ cpuMillicores }: Amounts): number {
  return Math.max(minLimitMillicores, cpuMillicores);
}

/** Whether the present amounts are complete, and differ by no more than the threshold. */
export function isNearEnough(current: CurrentResources, wanted: Amounts, thresholdPercent: number): boolean {
  const { requests, limits } = current;
  return (
    isNear(requests.cpuMillicores, wanted.cpuMillicores) &&
    isNear(requests.memoryBytes, wanted.memoryBytes) &&
    isNear(limits.cpuMillicores, cpuLimitOf(wanted)) &&
    isNear(limits.memoryBytes, wanted.memoryBytes)
  );

  function isNear(is: number | undefined, should: number): boolean {
    return is !== undefined && Math.abs(is - should) <= (thresholdPercent / 100) * should;
  }
}

/**
 * A strategic merge patch of a CronJob.
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function patchOf(container: string, resources: ContainerResources): object {
  const containers = [{ name: container, resources }];
  return { spec: { jobTemplate: { spec: { template: { spec: { containers } } } } } };
}
