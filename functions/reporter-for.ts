import type { OutputConfig } from '../lib/config/output-settings.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** The reporter of a command: text for people, JSON for log collectors. */
export function reporterFor(
  { logFormat, logLevel }: OutputConfig,
  stderr: NodeJS.WriteStream,
  hasProgress = true,
): Promise<Reporter> {
  return reporterTo(speaksToPeople(logFormat, stderr), stderr, logLevel, hasProgress);
}

/** Loads only the one that is used. */
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

/** Whether to log text: by LOG_FORMAT, else on a terminal. */
export function speaksToPeople(logFormat: string, { isTTY }: { readonly isTTY?: boolean }): boolean {
  return logFormat === 'text' || (logFormat !== 'json' && isTTY === true);
}
