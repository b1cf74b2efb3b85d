import { podPage } from '../kubernetes/pod-reader.ts';
import { listPods } from '../kubernetes/list-pods.ts';
import type { Patience } from '../kubernetes/api-request.ts';
import type { Connection } from '../kubernetes/api-connection.ts';
import type { Reach } from '../kubernetes/kubelet-targets.ts';
import type { Config } from '../config/scrape-settings.ts';
import { AppError } from '../errors/app-error.ts';
import type { PodFacts } from '../model/facts.ts';
import { causes } from '../errors/causes.ts';
import { kubeletRemedy } from '../errors/kubelet-remedies.ts';
import { type KnownNames, knownNames } from '../util/pod-name-set.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Outcome } from '../model/run.ts';
import { wantedLabels } from './kubernetes.ts';
import { kubeletFactsOf } from './kubelets.ts';

/** What is known of pods, node by node. */
export interface PodSource {
  /** Those bound to the node, once: then they are let go. `undefined` where they are not known. */
  readonly take: (outcome: Outcome) => readonly PodFacts[] | undefined;
  /** Those that wait for a node; `undefined` where they are not known. */
  readonly waiting: () => readonly PodFacts[] | undefined;
  /** Whether the pod is known to be bound to some node; `undefined` where they are not known. */
  readonly isBound?: KnownNames;
  /** Why nothing is known of any, where that is so against the settings. */
  readonly trouble?: string;
}

const nothing: PodSource = { take: () => undefined, waiting: () => undefined };

/** Never fails: what cannot be had is given as `trouble`, or said once when a kubelet does not tell, and the run goes on. */
export async function openPods(
  config: Config,
  connection: Connection,
  { access }: Pick<Reach, 'access'>,
  patience: Patience,
  reporter: Reporter,
): Promise<PodSource> {
  const labels = wantedLabels(config);
  if (config.podsFrom === 'none') return nothing;
  if (config.podsFrom === 'kubelet') {
    const tell = once((why) => reporter.warn(`${goesOn} ${why}`));
    return { ...nothing, take: (outcome) => fromKubelet(outcome, labels, access, config, tell) };
  }
  try {
    const byNode = await listPods(connection, labels, patience);
    const bound = [...byNode].flatMap(([node, pods]) => (node === '' ? [] : [pods]));
    return {
      isBound: knownNames(bound),
      take: ({ target }) => {
        const pods = byNode.get(target.node.name) ?? [];
        byNode.delete(target.node.name);
        return pods;
      },
      // Those that wait are no shard's own: the first one counts them for all.
      waiting: () => ((config.shard?.index ?? 0) === 0 ? (byNode.get('') ?? []) : []),
    };
  } catch (error) {
    const why = error instanceof AppError ? `${error.message} ${error.remedy}` : String(error);
    return { ...nothing, trouble: `${goesOn} ${why}` };
  }
}

const goesOn =
  'Pods are not known, so the run goes on without owners, requests, restarts and labels (workload="unknown").';

function fromKubelet(
  { target, ...outcome }: Outcome,
  labels: ReturnType<typeof wantedLabels>,
  access: Reach['access'],
  config: Config,
  tell: (why: string) => void,
): readonly PodFacts[] | undefined {
  if (!outcome.ok || !outcome.pods) return undefined;
  const { pods } = outcome;
  if (!pods.ok) {
    const remedy = kubeletRemedy(pods.cause, pods.detail, kubeletFactsOf(config, access));
    // Before 1.33 a kubelet asks for the right to everything.
    const isOld = pods.cause === 'forbidden' && /subresource=proxy/.test(pods.detail);
    tell(
      `Node ${target.node.name}, asked for its pods: ${causes[pods.cause].what}: ${pods.detail}. ${isOld ? 'Kubelets before 1.33 want nodes/proxy for it, a dangerous right: use PODS_FROM=api.' : remedy}`,
    );
    return undefined;
  }
  try {
    // A kubelet speaks of its own pods, and of no others.
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
