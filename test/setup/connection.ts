import type { RetryPolicy } from '../../lib/kubernetes/api-request.ts';
import { type Connection, openConnection } from '../../lib/kubernetes/api-connection.ts';
import { findCredentials } from '../../lib/kubernetes/kubeconfig.ts';
import { openApiIdentity } from '../../lib/kubernetes/api-identity.ts';

/** A connection to the API server of a kubeconfig. */
export async function connectBy(
  kubeconfig: string | undefined,
  { kubeContext, root }: { kubeContext?: string | undefined; root?: string | undefined } = {},
): Promise<Connection> {
  const find = () => findCredentials({ kubeconfig, kubeContext }, root);
  return openConnection(await openApiIdentity(find, AbortSignal.timeout(20_000)), {}, Date.now);
}

/** A retry policy for so many milliseconds. */
export function patient(ms: number, told: string[] = []): RetryPolicy {
  return {
    signal: AbortSignal.timeout(20_000),
    retryUntilMs: Date.now() + ms,
    now: Date.now,
    random: Math.random,
    onRetry: (words) => void told.push(words),
  };
}
