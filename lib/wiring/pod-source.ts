import { podPage } from '../kubernetes/pod-reader.ts';
import { listPods } from '../kubernetes/list-pods.ts';
import type { RetryPolicy } from '../kubernetes/api-request.ts';
import type { Connection } from '../kubernetes/api-connection.ts';
import type { LabelChoice } from '../kubernetes/labels.ts';
import type { KubernetesConfig } from '../config/kubernetes-settings.ts';
import { AppError } from '../errors/app-error.ts';
import type { PodFacts } from '../model/facts.ts';
import { causes } from '../errors/causes.ts';
import { type KubeletFacts, kubeletRemedy } from '../errors/kubelet-remedies.ts';
import { type PodNameSet, podNameSet } from '../util/pod-name-set.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Outcome } from '../model/run.ts';

/** Facts of pods, by node. */
export interface PodSource {
  /**
   * The pods scheduled to the node, once: they are released afterwards. `undefined` where they are not known.
   */
  readonly take: (outcome: Outcome) => readonly PodFacts[] | undefined;
  /** Pods that are not scheduled; `undefined` where they are not known. */
  readonly waiting: () => readonly PodFacts[] | undefined;
  /** Whether the pod is scheduled to any node; `undefined` where that is not known. */
  readonly isBound?: PodNameSet;
  /** Why pods are not known, against the settings. */
  readonly problem?: string;
}

const nothing: PodSource = { take: () => undefined, waiting: () => undefined };

/**
 * Never fails: a failed list is reported as `problem`, a kubelet without pods is logged once, and the run
 * goes on.
 */
export async function openPods(
  { podsFrom, shard }: Pick<KubernetesConfig, 'podsFrom' | 'shard'>,
  connection: Connection,
  labels: LabelChoice,
  kubelets: KubeletFacts,
  retryPolicy: RetryPolicy,
  reporter: Reporter,
): Promise<PodSource> {
  if (podsFrom === 'none') return nothing;
  if (podsFrom === 'kubelet') {
    const tell = once((why) => reporter.warn(`${goesOn} ${why}`));
    return { ...nothing, take: (outcome) => fromKubelet(outcome, labels, kubelets, tell) };
  }
  try {
    const byNode = await listPods(connection, labels, retryPolicy);
    const bound = [...byNode].flatMap(([node, pods]) => (node === '' ? [] : [pods]));
    return {
      isBound: podNameSet(bound),
      take: ({ target }) => {
        const pods = byNode.get(target.node.name) ?? [];
        byNode.delete(target.node.name);
        return pods;
      },
      // Unscheduled pods belong to no shard: the first one counts them.
      waiting: () => ((shard?.index ?? 0) === 0 ? (byNode.get('') ?? []) : []),
    };
  } catch (error) {
    const why = error instanceof AppError ? `${error.message} ${error.remedy}` : String(error);
    return { ...nothing, problem: `${goesOn} ${why}` };
  }
}

const goesOn =
  'Pods are not known, so the run goes on without owners, requests, restarts and labels (workload="unknown").';

function fromKubelet(
  { target, ...outcome }: Outcome,
  labels: LabelChoice,
  kubelets: KubeletFacts,
  tell: (why: string) => void,
): readonly PodFacts[] | undefined {
  if (!outcome.ok || !outcome.pods) return undefined;
  const { pods } = outcome;
  if (!pods.ok) {
    const remedy = kubeletRemedy(pods.cause, pods.detail, kubelets);
    // Before Kubernetes 1.33 this needs nodes/proxy.
    const isOld = pods.cause === 'forbidden' && /subresource=proxy/.test(pods.detail);
    tell(
      `Node ${target.node.name}, asked for its pods: ${causes[pods.cause].what}: ${pods.detail}. ${isOld ? 'Kubelets before 1.33 want nodes/proxy for it, a dangerous right: use PODS_FROM=api.' : remedy}`,
    );
    return undefined;
  }
  try {
    // A kubelet is trusted about its own pods only.
    return podPage(pods.body, labels).items.filter(({ node }) => node === target.node.name);
  } catch {
    tell(`Node ${target.node.name}, asked for its pods, did not answer with a list of pods.`);
    return undefined;
  }
}

function once(tell: (words: string) => void): (words: string) => void {
  let isTold = false;
  return (words) => {
    if (!isTold) tell(words);
    isTold = true;
  };
}
