import type { RetryPolicy } from '../kubernetes/api-request.ts';
import { type Connection, openConnection } from '../kubernetes/api-connection.ts';
import { findCredentials } from '../kubernetes/kubeconfig.ts';
import { openApiIdentity } from '../kubernetes/api-identity.ts';
import type { LabelChoice } from '../kubernetes/labels.ts';
import type { KubernetesConfig } from '../config/kubernetes-settings.ts';
import type { PointConfig } from '../config/point-settings.ts';
import type { Host } from '../model/host.ts';
import type { Reporter } from '../report/reporter.ts';
import { warnOnce } from '../report/warn-once.ts';
import type { Deadlines } from './deadlines.ts';

/** Opens a connection to the API server. @throws AppError exit code 2 */
export async function connect(
  config: Pick<KubernetesConfig, 'kubeconfig' | 'kubeContext'>,
  host: Host,
  limits: Pick<Deadlines, 'sweep'>,
  reporter: Reporter,
): Promise<Connection> {
  const identity = await openApiIdentity(() => findCredentials(config), limits.sweep);
  if (identity.credentials.tls.rejectUnauthorized === false)
    reporter.warn(
      'The kubeconfig says insecure-skip-tls-verify: whoever answers at the API server’s address gets the token. ' +
        'Give certificate-authority-data instead.',
    );
  return openConnection(identity, host.environment, host.now);
}

/** The retry policy for the API server; logs each reason for a retry once. */
export function retryPolicyOf(
  { discoveryUntilMs }: Deadlines,
  { now, random }: Host,
  reporter: Reporter,
): (signal: AbortSignal) => RetryPolicy {
  const warn = warnOnce(reporter);
  const onRetry: RetryPolicy['onRetry'] = (words, { cause, detail: reason }) =>
    warn(words, { cause, reason });
  return (signal) => ({ signal, retryUntilMs: discoveryUntilMs, now, random, onRetry });
}

/** The labels to keep: all for Heapster's tag `labels`, those of LABELS for `wide`. */
export function wantedLabels({ schema, labels }: Pick<PointConfig, 'schema' | 'labels'>): LabelChoice {
  return schema === 'wide' ? new Set((labels ?? []).map(({ label }) => label)) : 'all';
}
