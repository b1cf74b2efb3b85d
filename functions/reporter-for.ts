import type { Config } from '../lib/config/settings.ts';
import { jsonReporter } from '../lib/report/json-reporter.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { speaksToPeople } from './speaks-to-people.ts';

/** Who tells of runs: in words to people, in JSON to a log collector. */
export function reporterFor(
  { logFormat, logLevel }: Pick<Config, 'logFormat' | 'logLevel'>,
  stderr: NodeJS.WriteStream,
  hasProgress = true,
): Reporter {
  return speaksToPeople(logFormat, stderr)
    ? textReporter(stderr, logLevel, hasProgress)
    : jsonReporter(logLevel, stderr);
}
