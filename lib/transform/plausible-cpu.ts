import { largestPlausiblePerSecond } from '../util/counter-rate.ts';

// A kubelet's times are whole seconds, so that a rate over ten of them may be a fifth too large.
const slack = 2;

/**
 * Whether an object can have used so much of a node with that capacity: after a restart kubelets have told of a
 * hundred times as much as there is (https://github.com/kubernetes/kubernetes/issues/114057).
 */
export function isPlausibleCpu(
  millicores: number | undefined,
  capacityMillicores: number | undefined,
): millicores is number {
  if (millicores === undefined) return false;
  return millicores <= (capacityMillicores ? capacityMillicores * slack : largestPlausiblePerSecond / 1e6);
}
