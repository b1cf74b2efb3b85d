import { AppError, exitCodes } from '../errors/app-error.ts';
import type { ClusterNode } from '../model/run.ts';
import type { Patience } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import type { LabelChoice } from './labels.ts';
import { listAll } from './paged-list.ts';
import { objectsAccept } from './object-list.ts';
import { nodePage } from './node-reader.ts';

/**
 * The cluster's nodes, those that match `selector` if one is given.
 *
 * @throws AppError exit code 3, also where no node matches
 */
export async function listNodes(
  connection: Connection,
  selector: string | undefined,
  wantedLabels: LabelChoice,
  patience: Patience,
): Promise<ClusterNode[]> {
  const filters: Record<string, string> = selector === undefined ? {} : { labelSelector: selector };
  const read = (body: Buffer) => nodePage(body, wantedLabels);
  const nodes = await listAll(connection, 'nodes', filters, read, patience, objectsAccept);
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
