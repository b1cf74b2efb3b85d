import type { Connection } from '../kubernetes/api-connection.ts';
import { listNodes } from '../kubernetes/list-nodes.ts';
import type { KubeletReach } from '../kubernetes/kubelet-targets.ts';
import type { Config } from '../config/scrape-settings.ts';
import type { Host } from '../model/host.ts';
import type { Reporter } from '../report/reporter.ts';
import type { ClusterNode } from '../model/run.ts';
import { isInShard } from '../model/shard.ts';
import type { Deadlines } from './deadlines.ts';
import { retryPolicyOf, wantedLabels } from './kubernetes.ts';
import { openPods, type PodSource } from './pod-source.ts';

/**
 * The nodes of this shard, and the source of pods. A run needs nodes; it goes on without pods.
 *
 * @throws AppError exit code 3
 */
export async function discover(
  config: Config,
  connection: Connection,
  reach: KubeletReach,
  limits: Deadlines,
  host: Host,
  reporter: Reporter,
): Promise<{ nodes: ClusterNode[]; pods: PodSource }> {
  const retryPolicy = retryPolicyOf(limits, host, reporter);
  const ofNodes = retryPolicy(limits.sweep);
  const { shard } = config;
  const [all, pods] = await Promise.all([
    listNodes(connection, config.nodeSelector, wantedLabels(config), ofNodes),
    openPods(config, connection, reach, retryPolicy(limits.optionalReads), reporter),
  ]);
  // Logged only now: without nodes the run fails with its own error.
  if (pods.problem !== undefined) reporter.warn(pods.problem);
  return { nodes: shard ? all.filter(({ name }) => isInShard(name, shard)) : all, pods };
}
