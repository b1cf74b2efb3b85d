import { maxPlausibleRate } from '../util/counter-rate.ts';

// A kubelet's timestamps are whole seconds: a rate over ten of them may be a fifth too high.
const slack = 2;

/**
 * Whether an object can use this much CPU on a node of this capacity. After a restart kubelets have reported
 * a hundred times the capacity (https://github.com/kubernetes/kubernetes/issues/114057).
 */
export function isPlausibleCpu(
  millicores: number | undefined,
  capacityMillicores: number | undefined,
): millicores is number {
  if (millicores === undefined) return false;
  return millicores <= (capacityMillicores ? capacityMillicores * slack : maxPlausibleRate / 1e6);
}
