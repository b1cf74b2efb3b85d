import type { PodFacts } from '../model/facts.ts';
import type { Patience } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import type { LabelChoice } from './labels.ts';
import { listAll } from './paged-list.ts';
import { objectsAccept } from './object-list.ts';
import { podPage } from './pod-reader.ts';
import { sharer } from '../util/interner.ts';

/**
 * Every pod that the API knows, by the node that it is bound to (those that wait for one under `''`), cut down to what a
 * run needs as the pages come. Read by hand: to make the Kubernetes client's objects of them costs four times as much.
 *
 * @throws AppError where they cannot be had
 */
export async function listPods(
  connection: Connection,
  wantedLabels: LabelChoice,
  patience: Patience,
): Promise<Map<string, PodFacts[]>> {
  const share = sharer();
  const pods = await listAll(
    connection,
    'pods',
    {},
    (body) => podPage(body, wantedLabels, share),
    patience,
    objectsAccept,
  );
  return Map.groupBy(pods, ({ node }) => node ?? '');
}
