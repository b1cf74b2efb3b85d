import type { V1Node, V1ObjectMeta } from '@kubernetes/client-node';
import { AppError, exitCodes } from '../errors.ts';
import type { ClusterNode } from '../run.ts';
import { type Connection, discoveryError } from './connection.ts';
import { chooseLabels, type LabelChoice } from './labels.ts';
import { parseQuantity, resourcesOf } from './quantity.ts';

const pageSize = 500;

/**
 * The cluster's nodes, those that match `selector` if one is given, listed in pages of 500 and cut down to what a run
 * needs as they come.
 *
 * @throws AppError exit code 3, also where no node matches
 */
export async function listNodes(
  connection: Connection,
  selector: string | undefined,
  wantedLabels: LabelChoice,
): Promise<ClusterNode[]> {
  const nodes: ClusterNode[] = [];
  let next: string | undefined;
  do {
    const page = await connection.core
      .listNode({
        limit: pageSize,
        ...(selector === undefined ? {} : { labelSelector: selector }),
        ...(next === undefined ? {} : { _continue: next }),
      })
      .catch((error: unknown) => {
        throw discoveryError(error, connection.credentials.server, 'list', 'nodes');
      });
    for (const node of page.items) nodes.push(...projected(node, wantedLabels));
    next = page.metadata?._continue || undefined;
  } while (next !== undefined);
  if (nodes.length === 0)
    throw new AppError(
      selector === undefined ? 'The cluster has no nodes.' : `No node matches NODE_SELECTOR=${selector}.`,
      {
        code: 'no_nodes',
        remedy: 'Compare with `kubectl get nodes --show-labels`.',
        exitCode: exitCodes.discovery,
      },
    );
  return nodes;
}

function projected({ metadata, spec, status }: V1Node, wantedLabels: LabelChoice): ClusterNode[] {
  if (!metadata?.name) return [];
  return [
    {
      name: metadata.name,
      isReady: (status?.conditions ?? []).some(
        (condition) => condition.type === 'Ready' && condition.status === 'True',
      ),
      addresses: (status?.addresses ?? []).map(({ type, address }) => ({ type, address })),
      kubeletPort: portOf(status?.daemonEndpoints?.kubeletEndpoint?.Port),
      facts: {
        labels: chooseLabels(metadata.labels, wantedLabels),
        zone: labelOf(metadata, 'topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'),
        instanceType: labelOf(
          metadata,
          'node.kubernetes.io/instance-type',
          'beta.kubernetes.io/instance-type',
        ),
        capacity: resourcesOf(status?.capacity),
        allocatable: resourcesOf(status?.allocatable),
        podCapacity: parseQuantity(status?.capacity?.['pods']),
        podAllocatable: parseQuantity(status?.allocatable?.['pods']),
        isSchedulable: spec?.unschedulable !== true,
      },
    },
  ];
}

/** @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
function labelOf({ labels }: V1ObjectMeta, name: string, oldName: string): string | undefined {
  return labels?.[name] || labels?.[oldName] || undefined;
}

/** A node writes its own status: what is no port is as good as none. */
function portOf(port: number | undefined): number | undefined {
  return port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined;
}
