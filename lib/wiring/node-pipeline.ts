import { withPodTotals } from '../transform/pod-totals.ts';
import type { RollUps } from '../transform/roll-ups.ts';
import { decode } from '../decode/decode.ts';
import type { DecodeChoices } from '../decode/decoded.ts';
import { enrich } from '../transform/enrich.ts';
import { ownPods } from '../transform/own-pods.ts';
import type { Previous } from '../transform/rates.ts';
import type { NodeResult } from '../report/node-report.ts';
import type { Failure } from '../errors/causes.ts';
import type { Outcome, Target } from '../model/run.ts';
import type { Sample, Source } from '../model/sample.ts';
import type { Encoder } from '../schema/encoder.ts';
import { type IsSkipped, podFilter } from '../transform/pod-filter.ts';
import type { PodSource } from './pod-source.ts';
import type { SelfConfig } from '../config/output-settings.ts';
import type { LimitConfig } from '../config/limit-settings.ts';
import type { PointConfig } from '../config/point-settings.ts';

interface PipelineParts {
  readonly pods: PodSource;
  readonly rate: (
    samples: readonly Sample[],
    target: Target,
    previous: ReadonlyMap<string, Previous> | undefined,
  ) => readonly Sample[];
  readonly rollUps: RollUps;
  readonly isSkipped: IsSkipped;
  readonly encoder: Encoder;
  readonly choicesOf: (source: Source) => DecodeChoices;
  readonly runMinuteMs: number;
  readonly now: () => number;
}

type NodePipeline = (
  outcome: Outcome,
  previous: ReadonlyMap<string, Previous> | undefined,
) => NodeResult | Failure;

// A kubelet's clock may be ahead by this much; later times are ignored.
const clockSkewMs = 60_000;

/**
 * Processes one node: decode, enrich, remove foreign and unwanted pods, rates, pod totals, encode; and adds
 * it to the roll-ups. Rates come before totals: a pod's rate is the sum over its containers.
 */
export function nodePipeline(parts: PipelineParts): NodePipeline {
  const { pods, rate, rollUps, isSkipped, encoder, choicesOf, runMinuteMs, now } = parts;
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
  ): NodeResult | Failure {
    if (!outcome.ok) return outcome;
    const { target, source, body } = outcome;
    const { name, facts: nodeFacts } = target.node;
    try {
      const decoded = decode(source, body, name, now() + clockSkewMs, choicesOf(source));
      if (!decoded.ok) return decoded;
      if (decoded.nodeName !== undefined && decoded.nodeName !== name)
        return { cause: 'wrong_node', detail: `it is ${decoded.nodeName}` };
      const own = ownPods(enrich(decoded.samples, nodeFacts, facts), pods.isBound);
      const selected = own.samples.filter(
        ({ namespace, pod, podFacts }) =>
          !isSkipped({ namespace, pod, workloadKind: podFacts?.workloadKind }),
      );
      const samples = withPodTotals(rate(selected, target, previous), runMinuteMs);
      const lines = encoder.samples(samples);
      rollUps.addNode(samples, facts);
      return { samples, invalid: [...decoded.invalid, ...own.invalid], lines };
    } catch (error) {
      // A bug that one node's response triggers must not stop the others.
      return {
        cause: 'unknown',
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  }
}

/** What is not written is not kept. Heapster counted all interfaces in `/stats/container/`. */
export function decodeChoicesOf({
  schema,
  metrics,
  nodeInterfaces,
  maxBodyElements,
}: Pick<PointConfig, 'schema' | 'metrics' | 'nodeInterfaces'> &
  Pick<LimitConfig, 'maxBodyElements'>): PipelineParts['choicesOf'] {
  return (source) => ({
    nodeInterfaces,
    maxElements: maxBodyElements,
    isOwnInterfacesOnly:
      schema === 'wide'
        ? !metrics.includes('interfaces')
        : source !== 'container' || nodeInterfaces !== undefined,
  });
}

export function podFilterOf(
  config: Pick<PointConfig, 'skipNamespaces' | 'skipOwnerKinds'> & SelfConfig,
): IsSkipped {
  return podFilter({
    namespaces: config.skipNamespaces ?? [],
    ownNamespace: config.podNamespace,
    ownJob: config.jobName,
    ownerKinds: config.skipOwnerKinds ?? [],
  });
}
