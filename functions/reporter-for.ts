import type { Config } from '../lib/config/scrape-settings.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** Who tells of runs: in words to people, in JSON to a log collector. */
export function reporterFor(
  { logFormat, logLevel }: Pick<Config, 'logFormat' | 'logLevel'>,
  stderr: NodeJS.WriteStream,
  hasProgress = true,
): Promise<Reporter> {
  return reporterTo(speaksToPeople(logFormat, stderr), stderr, logLevel, hasProgress);
}

/** Only the one that is wanted is loaded. */
export async function reporterTo(
  isText: boolean,
  stderr: NodeJS.WriteStream,
  level: string,
  hasProgress?: boolean,
): Promise<Reporter> {
  if (isText) {
    const { textReporter } = await import('../lib/report/text-reporter.ts');
    return textReporter(stderr, level, hasProgress);
  }
  const { jsonReporter } = await import('../lib/report/json-reporter.ts');
  return jsonReporter(level, stderr);
}

/** Whether the log is for people: as LOG_FORMAT says, else where there is a terminal. */
export function speaksToPeople(logFormat: string, { isTTY }: { readonly isTTY?: boolean }): boolean {
  return logFormat === 'text' || (logFormat !== 'json' && isTTY === true);
}
