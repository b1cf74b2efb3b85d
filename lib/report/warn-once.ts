import type { Reporter } from './reporter.ts';

/** Logs each warning once: retries fail in the same way. */
export function warnOnce(reporter: Reporter): Reporter['warn'] {
  const told = new Set<string>();
  return (message, facts) => {
    if (!told.has(message)) reporter.warn(message, facts);
    told.add(message);
  };
}
