import { AppError, exitCodes } from '../errors.ts';
import type { ClusterNode } from '../run.ts';
import type { Patience } from './ask-api.ts';
import type { Connection } from './connection.ts';
import type { LabelChoice } from './labels.ts';
import { listAll } from './list.ts';
import { objectsAccept } from './object-list.ts';
import { nodePage } from './node-list.ts';

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
