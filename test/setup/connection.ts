import type { Patience } from '../../lib/cluster/ask-api.ts';
import { type Connection, openConnection } from '../../lib/cluster/connection.ts';
import { findCredentials } from '../../lib/cluster/credentials.ts';
import { openIdentity } from '../../lib/cluster/identity.ts';

/** A way to the API server of a kubeconfig. */
export async function connectBy(
  kubeconfig: string | undefined,
  { kubeContext, root }: { kubeContext?: string | undefined; root?: string | undefined } = {},
): Promise<Connection> {
  const find = () => findCredentials({ kubeconfig, kubeContext }, root);
  return openConnection(await openIdentity(find, AbortSignal.timeout(20_000)), {}, Date.now);
}

/** Patience for so long. */
export function patient(ms: number, told: string[] = []): Patience {
  return {
    signal: AbortSignal.timeout(20_000),
    retryUntilMs: Date.now() + ms,
    now: Date.now,
    random: Math.random,
    onRetry: (words) => void told.push(words),
  };
}
