import { type Connection, openConnection } from '../cluster/connection.ts';
import { findCredentials } from '../cluster/credentials.ts';
import type { LabelChoice } from '../cluster/labels.ts';
import type { Config } from '../config/settings.ts';
import type { Host } from '../host.ts';
import type { TimeLimits } from '../time-limits.ts';

/** @throws AppError exit code 2 */
export async function connect(config: Config, host: Host, limits: TimeLimits): Promise<Connection> {
  return openConnection(await findCredentials(config), host.environment, limits.sweep);
}

/** Which labels of nodes and pods a run has use for: all in Heapster's tag `labels`, in `wide` those of LABELS. */
export function wantedLabels({ schema, labels }: Config): LabelChoice {
  return schema === 'wide' ? new Set((labels ?? []).map(({ label }) => label)) : 'all';
}
