import type { Config } from '../config/settings.ts';
import { type IsSkipped, skipper } from '../skip.ts';

export function skipperOf(config: Config): IsSkipped {
  return skipper({
    namespaces: config.skipNamespaces ?? [],
    ownNamespace: config.podNamespace,
    ownJob: config.jobName,
    ownerKinds: config.skipOwnerKinds ?? [],
  });
}
