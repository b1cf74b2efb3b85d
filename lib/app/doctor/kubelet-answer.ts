import { type Cause, causes, type Failure } from '../../errors/causes.ts';
import type { NodeReport, Outcome, Target } from '../../model/run.ts';
import { clockSkew } from './clock-skew.ts';
import { type Finding, findingsOfNode } from './finding.ts';
import { tokenProblem } from './service-account-token.ts';
import { exitCodes } from '../../errors/app-error.ts';
import { type KubeletFacts, kubeletRemedy } from '../../errors/kubelet-remedies.ts';
import type { SecureContext } from 'node:tls';
import type { KubeletReach } from '../../kubernetes/kubelet-targets.ts';

/** Findings from a kubelet's response: authentication, authorisation, endpoint, samples, clock. */
export function answerOf(
  target: Target,
  outcome: Outcome,
  report: NodeReport,
  probe: KubeletProbe,
): Finding[] {
  const { node } = target;
  const of = (check: string) => findingsOfNode(check, node.name);
  const { failure } = report;
  // The read-only port has no authentication.
  const asksWho = probe.reach.access !== 'readonly';
  const authentication = asksWho ? [of('authentication').ok('it knows who asks')] : [];
  const authorisation = asksWho ? [of('authorisation').ok('who asks may read its statistics')] : [];
  if (failure) {
    const check = checkOfCause[failure.cause] ?? 'answer';
    const before =
      check === 'authorisation'
        ? authentication
        : check === 'endpoint'
          ? [...authentication, ...authorisation]
          : [];
    const version = node.kubeletVersion === undefined ? '' : ` (kubelet ${node.kubeletVersion})`;
    const says = check === 'endpoint' ? `${wordsOf(failure)}${version}` : wordsOf(failure);
    const { remedy, ...others } = kubeletFailure(failure.cause, failure.detail, probe.facts);
    const ofToken = failure.cause === 'unauthorized' ? tokenProblem(probe.headers(), probe.now()) : undefined;
    const all = ofToken === undefined ? remedy : `${remedy} Here ${ofToken}.`;
    return [...before, of(check).failed(says, { ...others, remedy: all })];
  }
  const { source = 'summary', pods = 0, bodyBytes = 0, durationMs, refusedValues, firstRefusal } = report;
  const answer = of('answer');
  const summary = `${pods} pods, ${Math.ceil(bodyBytes / 1024)} KiB, ${durationMs} ms`;
  return [
    ...authentication,
    ...authorisation,
    of('endpoint').ok(`${source}, kubelet ${node.kubeletVersion ?? 'of an unknown version'}`),
    refusedValues === 0
      ? answer.ok(summary)
      : answer.warning(
          `${summary}; ${refusedValues} values were left out, first ${firstRefusal ?? ''}`,
          'The rest is good. Report it with the kubelet’s and the container runtime’s versions.',
        ),
    samplesOf(report),
    clockSkew(
      of('clock'),
      outcome.ok ? outcome.dateMs : undefined,
      probe.now(),
      'its samples carry its clock’s time, and times from the future are given up',
      maxAheadMs,
    ),
  ];
}

const maxSampleAgeMs = 90_000;
/** A run ignores later times. */
const maxAheadMs = 60_000;

function samplesOf({ node, newestSampleAgeMs }: NodeReport): Finding {
  const { ok, warning } = findingsOfNode('samples', node.name);
  const restart =
    'Restart the kubelet or the container runtime: `systemctl restart kubelet`, and read its log.';
  if (newestSampleAgeMs === undefined) return warning('none carries a time', restart);
  const seconds = Math.round(newestSampleAgeMs / 1000);
  return newestSampleAgeMs < maxSampleAgeMs
    ? ok(`the newest is ${seconds} s old`)
    : warning(`they stand still: the newest is ${seconds} s old`, restart);
}

const checkOfCause: Readonly<Partial<Record<Cause, string>>> = {
  unauthorized: 'authentication',
  forbidden: 'authorisation',
  not_found: 'endpoint',
};

/** The cause, remedy and exit code of a failed kubelet check. */
export function kubeletFailure(cause: Cause, detail: string, facts: KubeletFacts) {
  return { cause, remedy: kubeletRemedy(cause, detail, facts), exitCode: exitCodes.tooFewNodes };
}

/** A cause in words, with its detail. */
export function wordsOf({ cause, detail }: Failure): string {
  return `${causes[cause].what}${detail === '' ? '' : `: ${detail}`}`;
}

/** What the kubelet checks need. */
export interface KubeletProbe {
  readonly reach: KubeletReach;
  readonly facts: KubeletFacts;
  /** None unless kubelets are reached over TLS. */
  readonly secureContext: SecureContext | undefined;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** The credentials. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Scrapes as a run does. */
  readonly scrape: (target: Target) => Promise<{ readonly outcome: Outcome; readonly report: NodeReport }>;
}
