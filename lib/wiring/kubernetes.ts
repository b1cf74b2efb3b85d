import type { Patience } from '../kubernetes/api-request.ts';
import { type Connection, openConnection } from '../kubernetes/api-connection.ts';
import { findCredentials } from '../kubernetes/kubeconfig.ts';
import { openIdentity } from '../kubernetes/api-identity.ts';
import type { LabelChoice } from '../kubernetes/labels.ts';
import type { Config } from '../config/scrape-settings.ts';
import type { Host } from '../model/host.ts';
import type { Reporter } from '../report/reporter.ts';
import { warnOnce } from '../report/warn-once.ts';
import type { TimeLimits } from './deadlines.ts';

/** @throws AppError exit code 2 */
export async function connect(
  config: Pick<Config, 'kubeconfig' | 'kubeContext'>,
  host: Host,
  limits: Pick<TimeLimits, 'sweep'>,
  reporter: Reporter,
): Promise<Connection> {
  const identity = await openIdentity(() => findCredentials(config), limits.sweep);
  if (identity.credentials.tls.rejectUnauthorized === false)
    reporter.warn(
      'The kubeconfig says insecure-skip-tls-verify: whoever answers at the API server’s address gets the token. ' +
        'Give certificate-authority-data instead.',
    );
  return openConnection(identity, host.environment, host.now);
}

/** How patiently the API server is asked, until a signal ends it; why it has to be asked again is said once. */
export function patienceOf(
  { discoveryUntilMs }: TimeLimits,
  { now, random }: Host,
  reporter: Reporter,
): (signal: AbortSignal) => Patience {
  const warn = warnOnce(reporter);
  const onRetry: Patience['onRetry'] = (words, { cause, detail: reason }) => warn(words, { cause, reason });
  return (signal) => ({ signal, retryUntilMs: discoveryUntilMs, now, random, onRetry });
}

/** Which labels of nodes and pods a run has use for: all in Heapster's tag `labels`, in `wide` those of LABELS. */
export function wantedLabels({ schema, labels }: Config): LabelChoice {
  return schema === 'wide' ? new Set((labels ?? []).map(({ label }) => label)) : 'all';
}
