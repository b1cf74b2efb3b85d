import type { Truth } from '../simulator/json.ts';
import { expectedPoints, heldByPods, type Point } from './expected.ts';

/**
 * The points of one answer of a simulated node, whose facts all nodes of the simulator share.
 *
 * @param pods as the API server tells them
 */
export function pointsOfNode(
  node: { readonly index: number },
  truth: Truth,
  pods: readonly object[],
  cluster: string,
): Point[] {
  return expectedPoints(truth, cluster, pods, {
    capacity_millicpu_cores: 4000,
    capacity_memory_bytes: 16 * 2 ** 30,
    capacity_ephemeral_storage_bytes: 100 * 2 ** 30,
    allocatable_millicpu_cores: 4000,
    allocatable_memory_bytes: 15 * 2 ** 30,
    allocatable_ephemeral_storage_bytes: 100 * 2 ** 30,
    capacity_pods: 110,
    allocatable_pods: 110,
    spec_unschedulable: 0,
    node_zone: `zone-${node.index % 3}`,
    node_instance_type: 'm5.xlarge',
    ...heldByPods(pods),
  });
}
