import type { Connection } from '../kubernetes/api-connection.ts';
import { listNodes } from '../kubernetes/list-nodes.ts';
import type { LabelChoice } from '../kubernetes/labels.ts';
import type { KubeletFacts } from '../errors/kubelet-remedies.ts';
import type { KubernetesConfig } from '../config/kubernetes-settings.ts';
import type { Host } from '../model/host.ts';
import type { Reporter } from '../report/reporter.ts';
import type { ClusterNode } from '../model/run.ts';
import { isInShard } from '../model/shard.ts';
import type { Deadlines } from './deadlines.ts';
import { retryPolicyOf } from './kubernetes.ts';
import { openPods, type PodSource } from './pod-source.ts';

/**
 * The nodes of this shard, and the source of pods. A run needs nodes; it goes on without pods.
 *
 * @throws AppError exit code 3
 */
export async function discover(
  config: KubernetesConfig,
  connection: Connection,
  labels: LabelChoice,
  kubelets: KubeletFacts,
  limits: Deadlines,
  host: Host,
  reporter: Reporter,
): Promise<{ nodes: ClusterNode[]; pods: PodSource }> {
  const retryPolicy = retryPolicyOf(limits, host, reporter);
  const ofNodes = retryPolicy(limits.sweep);
  const { shard } = config;
  const [all, pods] = await Promise.all([
    listNodes(connection, config.nodeSelector, labels, ofNodes),
    openPods(config, connection, labels, kubelets, retryPolicy(limits.optionalReads), reporter),
  ]);
  // Logged only now: without nodes the run fails with its own error.
  if (pods.problem !== undefined) reporter.warn(pods.problem);
  return { nodes: shard ? all.filter(({ name }) => isInShard(name, shard)) : all, pods };
}
