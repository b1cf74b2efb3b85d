import type { Amounts } from './resource-plan.ts';

/** Requests and limits as Kubernetes spells them. */
export interface ContainerResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** What a container asks for and may have now, where that is said. */
interface Present {
  readonly requests: Partial<Amounts>;
  readonly limits: Partial<Amounts>;
}

const mebibyte = 2 ** 20;

/** Node works on one core, and collects garbage on another. */
const leastLimitMillicores = 1000;

/** Memory is asked for as it is limited: what is over a request can be taken away when a node runs short. */
export function resourcesOf(amounts: Amounts): ContainerResources {
  const { cpuMillicores, memoryBytes } = amounts;
  const memory = `${memoryBytes / mebibyte}Mi`;
  return {
    requests: { cpu: `${cpuMillicores}m`, memory },
    limits: { cpu: `${cpuLimitOf(amounts)}m`, memory },
  };
}

function cpuLimitOf({ cpuMillicores }: Amounts): number {
  return Math.max(leastLimitMillicores, cpuMillicores);
}

/** Whether what is there is near enough: no amount is missing, and none differs by more than the threshold. */
export function isNearEnough(present: Present, wanted: Amounts, thresholdPercent: number): boolean {
  const { requests, limits } = present;
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
 * A strategic merge patch of a CronJob, which leaves all else as it is.
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function patchOf(container: string, resources: ContainerResources): object {
  const containers = [{ name: container, resources }];
  return { spec: { jobTemplate: { spec: { template: { spec: { containers } } } } } };
}
