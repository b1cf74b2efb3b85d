import type { PodFacts } from '../facts.ts';
import { type Connection, discoveryError } from './connection.ts';
import type { LabelChoice } from './labels.ts';
import { type PodPage, podPage } from './pod-list.ts';
import { type Share, sharer } from './sharer.ts';

const pageSize = 500;

/**
 * Every pod that the API knows, by the node that it is bound to (those that wait for one under `''`), listed in pages of
 * 500 and cut down to what a run needs as they come. Asked for and read by hand: to make the Kubernetes client's objects
 * of them costs four times as much.
 *
 * @throws AppError where they cannot be had
 */
export async function listPods(
  connection: Connection,
  wantedLabels: LabelChoice,
  deadline: AbortSignal,
): Promise<Map<string, PodFacts[]>> {
  const share = sharer();
  const byNode = new Map<string, PodFacts[]>();
  let next: string | undefined;
  do {
    const page: PodPage = await onePage(connection, next, wantedLabels, share, deadline).catch(
      (error: unknown) => {
        throw discoveryError(error, connection.credentials.server, 'list', 'pods');
      },
    );
    for (const pod of page.pods) {
      const node = pod.node ?? '';
      const known = byNode.get(node);
      if (known) known.push(pod);
      else byNode.set(node, [pod]);
    }
    next = page.next;
  } while (next !== undefined);
  return byNode;
}

async function onePage(
  { get }: Connection,
  next: string | undefined,
  wantedLabels: LabelChoice,
  share: Share,
  deadline: AbortSignal,
): Promise<PodPage> {
  const query = new URLSearchParams({
    limit: String(pageSize),
    ...(next === undefined ? {} : { continue: next }),
  });
  return podPage(await get(`/api/v1/pods?${query.toString()}`, deadline), wantedLabels, share);
}
