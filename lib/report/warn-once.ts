import type { Reporter } from './reporter.ts';

/** Logs each warning once: retries fail in the same way. */
export function warnOnce(reporter: Reporter): Reporter['warn'] {
  const warned = new Set<string>();
  return (message, facts) => {
    if (!warned.has(message)) reporter.warn(message, facts);
    warned.add(message);
  };
}
