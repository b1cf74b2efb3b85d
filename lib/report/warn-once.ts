import type { Reporter } from './reporter.ts';

/** Warns of the same thing once: a server that is asked again and again fails in the same way each time. */
export function warnOnce(reporter: Reporter): Reporter['warn'] {
  const told = new Set<string>();
  return (message, facts) => {
    if (!told.has(message)) reporter.warn(message, facts);
    told.add(message);
  };
}
