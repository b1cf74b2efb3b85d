import { AppError, exitCodes } from '../errors/app-error.ts';
import type { ClusterNode } from '../model/run.ts';
import type { RetryPolicy } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import type { LabelChoice } from './labels.ts';
import { listAll } from './paged-list.ts';
import { objectsAccept } from './object-list.ts';
import { nodePage } from './node-reader.ts';

/**
 * The cluster's nodes that match `selector`, if there is one.
 *
 * @throws AppError exit code 3, also where no node matches
 */
export async function listNodes(
  connection: Connection,
  selector: string | undefined,
  wantedLabels: LabelChoice,
  retryPolicy: RetryPolicy,
): Promise<ClusterNode[]> {
  const filters: Record<string, string> = selector === undefined ? {} : { labelSelector: selector };
  const read = (body: Buffer) => nodePage(body, wantedLabels);
  const nodes = await listAll(connection, 'nodes', filters, read, retryPolicy, objectsAccept);
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
