import type { SecureContext } from 'node:tls';
import type { Reach } from '../cluster/targets.ts';
import type { KubeletFacts } from '../failure/kubelet-remedies.ts';
import type { NodeReport, Outcome, Target } from '../run.ts';

/** What it takes to look at kubelets. */
export interface KubeletProbe {
  readonly reach: Reach;
  readonly facts: KubeletFacts;
  /** None where kubelets are not dialled over TLS. */
  readonly secureContext: SecureContext | undefined;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Who asks. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Asks it as a scrape does. */
  readonly visit: (target: Target) => Promise<{ readonly outcome: Outcome; readonly report: NodeReport }>;
}
