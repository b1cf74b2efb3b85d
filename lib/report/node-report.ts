import type { Count } from '../util/count.ts';
import { causes, type Failure } from '../errors/causes.ts';
import { type KubeletFacts, kubeletRemedy } from '../errors/kubelet-remedies.ts';
import type { Lines } from '../model/lines.ts';
import { objectTimeMs, type Sample } from '../model/sample.ts';
import { oneLine } from '../util/one-line.ts';
import type { InvalidValue } from '../util/field-reader.ts';
import type { NodeReport, Outcome } from '../model/run.ts';

/** What became of a node's response after decoding and encoding. */
export interface NodeResult {
  readonly samples: readonly Sample[];
  readonly lines: Lines;
  readonly invalid: readonly InvalidValue[];
}

/** The report on a node: its main numbers, or its failure with a remedy. */
export function nodeReport(
  outcome: Outcome,
  result: NodeResult | Failure,
  facts: KubeletFacts,
  nowMs: number,
): NodeReport {
  const { target, durationMs } = outcome;
  const url = `${target.origin ?? ''}${target.pathPrefix}`;
  const failure = 'cause' in result ? explained(target.node.name, url, result, facts) : undefined;
  const samples = 'samples' in result ? result.samples : [];
  const node = samples.find(({ kind }) => kind === 'node');
  const invalid = 'invalid' in result ? result.invalid : [];
  return {
    node: target.node,
    url,
    durationMs,
    failure,
    source: outcome.ok ? outcome.source : undefined,
    bodyBytes: outcome.ok ? outcome.bodyBytes : undefined,
    points: 'lines' in result ? result.lines.ends.length : 0,
    pods: failure ? undefined : samples.filter(({ kind }) => kind === 'pod').length,
    cpuNanoCores: asNumber(node?.cpu?.usageNanoCores),
    memoryWorkingSetBytes: asNumber(node?.memory?.workingSetBytes),
    newestSampleAgeMs: newestAgeMs(samples, nowMs),
    refusedValues: invalid.length,
    firstRefusal: invalid[0] && oneLine(`${invalid[0].path}: ${invalid[0].reason}`),
  };
}

// Enough for a stack trace.
const maxDetailLength = 2000;

/** The detail may be hostile: it contains text of kubelets. */
function explained(
  node: string,
  url: string,
  { cause, detail: seen }: Failure,
  facts: KubeletFacts,
): NonNullable<NodeReport['failure']> {
  const detail = oneLine(seen, maxDetailLength);
  const where = url === '' ? '' : ` (${url})`;
  return {
    cause,
    detail,
    sentence: `Node ${node}${where}: ${causes[cause].what}${detail === '' ? '' : `: ${detail}`}`,
    remedy: kubeletRemedy(cause, detail, facts),
  };
}

function newestAgeMs(samples: readonly Sample[], nowMs: number): number | undefined {
  let newest = 0;
  for (const sample of samples) newest = Math.max(newest, objectTimeMs(sample) ?? 0);
  return newest === 0 ? undefined : Math.max(0, nowMs - newest);
}

function asNumber(count: Count | undefined): number | undefined {
  return count === undefined ? undefined : Number(count);
}
