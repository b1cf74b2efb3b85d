import type { PodFacts } from '../model/facts.ts';
import type { RetryPolicy } from './api-request.ts';
import type { Connection } from './api-connection.ts';
import type { LabelChoice } from './labels.ts';
import { listAll } from './paged-list.ts';
import { objectsAccept } from './object-list.ts';
import { podPage } from './pod-reader.ts';
import { interner } from '../util/interner.ts';

/**
 * All pods, by node (those that are not scheduled under `''`). They are reduced to facts page by page:
 * building the Kubernetes client's objects takes four times the CPU.
 *
 * @throws AppError exit code 3
 */
export async function listPods(
  connection: Connection,
  wantedLabels: LabelChoice,
  retryPolicy: RetryPolicy,
): Promise<Map<string, PodFacts[]>> {
  const share = interner();
  const pods = await listAll(
    connection,
    'pods',
    {},
    (body) => podPage(body, wantedLabels, share),
    retryPolicy,
    objectsAccept,
  );
  return Map.groupBy(pods, ({ node }) => node ?? '');
}
