import type { Connection } from '../kubernetes/api-connection.ts';
import { listNodes } from '../kubernetes/list-nodes.ts';
import type { Reach } from '../kubernetes/kubelet-targets.ts';
import type { Config } from '../config/scrape-settings.ts';
import type { Host } from '../model/host.ts';
import type { Reporter } from '../report/reporter.ts';
import type { ClusterNode } from '../model/run.ts';
import { isInShard } from '../model/shard.ts';
import type { TimeLimits } from './deadlines.ts';
import { patienceOf, wantedLabels } from './kubernetes.ts';
import { openPods, type PodSource } from './pod-source.ts';

/**
 * Which nodes there are for this shard, and what is known of pods: without nodes there is no run, without pods there is.
 *
 * @throws AppError exit code 3
 */
export async function discover(
  config: Config,
  connection: Connection,
  reach: Reach,
  limits: TimeLimits,
  host: Host,
  reporter: Reporter,
): Promise<{ nodes: ClusterNode[]; pods: PodSource }> {
  const patience = patienceOf(limits, host, reporter);
  const ofNodes = patience(limits.sweep);
  const { shard } = config;
  const [all, pods] = await Promise.all([
    listNodes(connection, config.nodeSelector, wantedLabels(config), ofNodes),
    openPods(config, connection, reach, patience(limits.extras), reporter),
  ]);
  // Told only now: where there are no nodes, that is all there is to say.
  if (pods.trouble !== undefined) reporter.warn(pods.trouble);
  return { nodes: shard ? all.filter(({ name }) => isInShard(name, shard)) : all, pods };
}
