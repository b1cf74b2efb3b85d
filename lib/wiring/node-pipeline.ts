import { withPodTotals } from '../transform/pod-totals.ts';
import type { RollUps } from '../transform/roll-ups.ts';
import { decode } from '../decode/decode.ts';
import { enrich } from '../transform/enrich.ts';
import { ownPods } from '../transform/own-pods.ts';
import type { Previous } from '../transform/rates.ts';
import type { Yield } from '../report/node-report.ts';
import type { Failure } from '../errors/causes.ts';
import type { Outcome, Target } from '../model/run.ts';
import type { Sample } from '../model/sample.ts';
import type { Encoder } from '../schema/encoder.ts';
import { type IsSkipped, skipper } from '../transform/pod-filter.ts';
import type { PodSource } from './pod-source.ts';
import type { Config } from '../config/scrape-settings.ts';

interface Fittings {
  readonly pods: PodSource;
  readonly rate: (
    samples: readonly Sample[],
    target: Target,
    previous: ReadonlyMap<string, Previous> | undefined,
  ) => readonly Sample[];
  readonly rollUps: RollUps;
  readonly isSkipped: IsSkipped;
  readonly encoder: Encoder;
  readonly runMinuteMs: number;
  readonly now: () => number;
}

type Walk = (outcome: Outcome, previous: ReadonlyMap<string, Previous> | undefined) => Yield | Failure;

// A kubelet's clock may be ahead of ours by this much; what lies further ahead is no time.
const clockSkewMs = 60_000;

/**
 * One node's way from its answer to lines: decode, enrich, leave out what is another’s or what is not wanted, rates, pods' totals, encode;
 * and into the sums of namespaces and the cluster. Rates come before totals: a pod's rate is the sum of its containers'.
 */
export function nodeWalk(fittings: Fittings): Walk {
  const { pods, rate, rollUps, isSkipped, encoder, runMinuteMs, now } = fittings;
  return (outcome, previous) => {
    const facts = pods.take(outcome);
    const result = read(outcome, facts, previous);
    if (!('lines' in result)) rollUps.addSilentNode(outcome.target.node.facts, facts);
    return result;
  };

  function read(
    outcome: Outcome,
    facts: ReturnType<PodSource['take']>,
    previous: ReadonlyMap<string, Previous> | undefined,
  ): Yield | Failure {
    if (!outcome.ok) return outcome;
    const { target, source, body } = outcome;
    const { name, facts: nodeFacts } = target.node;
    try {
      const decoded = decode(source, body, name, now() + clockSkewMs);
      if (!decoded.ok) return decoded;
      if (decoded.nodeName !== undefined && decoded.nodeName !== name)
        return { cause: 'wrong_node', detail: `it is ${decoded.nodeName}` };
      const own = ownPods(enrich(decoded.samples, nodeFacts, facts), pods.isBound);
      const wanted = own.samples.filter(
        ({ namespace, pod, podFacts }) =>
          !isSkipped({ namespace, pod, workloadKind: podFacts?.workloadKind }),
      );
      const samples = withPodTotals(rate(wanted, target, previous), runMinuteMs);
      const lines = encoder.samples(samples);
      rollUps.addNode(samples, facts);
      return { samples, refused: [...decoded.refused, ...own.refused], lines };
    } catch (error) {
      // A fault of ours that one node's answer brings to light must not cost the others theirs.
      return {
        cause: 'unknown',
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  }
}

export function skipperOf(config: Config): IsSkipped {
  return skipper({
    namespaces: config.skipNamespaces ?? [],
    ownNamespace: config.podNamespace,
    ownJob: config.jobName,
    ownerKinds: config.skipOwnerKinds ?? [],
  });
}
